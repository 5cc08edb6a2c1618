#!/usr/bin/env bash
# Whole-process figures for docs/performance.md: processor time and peak memory of reading a
# 30-page contract, reviewing it with the built-in engine and writing the redline; size of the client.
#
#   bench/run.sh [path of pacta]
set -euo pipefail
cd "$(dirname "$0")/.."
PACTA=$(realpath "${1:-target/release/pacta}")
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
export PACTA_DATA="$WORK/data"

# Thirty pages: the sample's articles, three times over (the sample itself has about ten).
python3 bench/longer.py samples/shangpu-zulin.docx "$WORK/long.docx" 3

python3 - "$PACTA" "$WORK" <<'PY'
import json, os, shutil, statistics, subprocess, sys, time
pacta, work = sys.argv[1:]
long, sample = f"{work}/long.docx", "samples/shangpu-zulin.docx"
def run(arguments, times=11):
    cpu, wall, peak = [], [], 0
    for _ in range(times):
        start = time.perf_counter()
        process = subprocess.Popen([pacta, *arguments], stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        assert os.waitstatus_to_exitcode(status) == 0, arguments
        wall.append(time.perf_counter() - start)
        cpu.append(usage.ru_utime + usage.ru_stime)
        peak = max(peak, usage.ru_maxrss)
    return statistics.median(cpu) * 1000, statistics.median(wall) * 1000, peak / 1024
book = ["--rulebook", "retail-lease", "--position", "lessee", "--json"]
def copies(many):
    paths = [f"{work}/copy-{number}.docx" for number in range(many)]
    for path in paths:
        shutil.copy(long, path)
    return paths
rows = [
    ("start and stop (`rulebook list`)", ["rulebook", "list"]),
    ("read, 10 pages", ["read", sample, "--json"]),
    ("read, 30 pages", ["read", long, "--json"]),
    ("read and review, 30 pages", ["review", long, *book]),
    ("read, review and redline, 30 pages", ["review", long, *book, "--out", f"{work}/redline.docx"]),
]
print("| whole process | cpu ms | wall ms | peak MB |")
print("|---|---|---|---|")
for name, arguments in rows:
    cpu, wall, peak = run(arguments)
    print(f"| {name} | {cpu:.0f} | {wall:.0f} | {peak:.0f} |")
# After start: what each further contract costs in a process that already runs.
print("\n| each further 30-page contract in one process | cpu ms |")
print("|---|---|")
few, many = 2, 22
for name, arguments, single in [
    ("read", ["read"], ["--json"]),
    ("read and review", ["review"], book),
    ("read, review and redline", ["review"], [*book, "--out", f"{work}/redlines"]),
]:
    cpu = [run([*arguments, *copies(count), *single], 5)[0] for count in (few, many)]
    print(f"| {name} | {(cpu[1] - cpu[0]) / (many - few):.1f} |")
review = json.loads(subprocess.run([pacta, "review", long, *book], capture_output=True, check=True).stdout)
print(f"\nThe 30-page contract: {len(review['document']['text'])} characters, {review['review']['points']['total']} points.")
PY

if [ -f app/site/pkg/pacta_bg.wasm ]; then
  printf '\nClient: %s kB of WebAssembly, %s kB with gzip, %s kB with brotli.\n' \
    "$(($(stat -c %s app/site/pkg/pacta_bg.wasm) / 1000))" \
    "$(($(gzip -9 -c app/site/pkg/pacta_bg.wasm | wc -c) / 1000))" \
    "$(python3 - <<'PY'
import subprocess
script = "const z=require('zlib'),f=require('fs');console.log(Math.round(z.brotliCompressSync(f.readFileSync('app/site/pkg/pacta_bg.wasm')).length/1000))"
print(subprocess.run(["node", "-e", script], capture_output=True, text=True).stdout.strip())
PY
)"
fi
