#!/usr/bin/env bash
# Installs what building and testing Pacta needs and is not there yet. Says what and why; where it
# may not install, it prints the exact command to type. Running it again changes nothing.
#
#   scripts/setup.sh client    what `make build` and `make run` need
#   scripts/setup.sh test      that, and what `make test` needs beside it
set -euo pipefail
cd "$(dirname "$0")/.."

BINDGEN_VERSION=$(sed -n 's/^wasm-bindgen = { version = "=\([^"]*\)".*/\1/p' app/Cargo.toml)
APT_MISSING=()

say() { printf 'setup: %s\n' "$*" >&2; }
have() { command -v "$1" >/dev/null 2>&1; }
die() { say "$*"; exit 1; }

# Debian and Ubuntu packages, all in one go at the end.
want_package() { # package, reason
  dpkg -s "$1" >/dev/null 2>&1 && return 0
  say "$1 is missing: $2"
  APT_MISSING+=("$1")
}

install_packages() {
  [ ${#APT_MISSING[@]} -eq 0 ] && return 0
  local command="apt-get install -y --no-install-recommends ${APT_MISSING[*]}"
  if [ "$(id -u)" = 0 ]; then
    (apt-get update -qq || true)
    DEBIAN_FRONTEND=noninteractive $command >&2
  elif have sudo && sudo -n true 2>/dev/null; then
    (sudo -n apt-get update -qq || true)
    sudo -n env DEBIAN_FRONTEND=noninteractive $command >&2
  else
    die "please run:  sudo $command   and then the same make command again"
  fi
  APT_MISSING=()
}

have cargo || die "Rust is missing. Install it as https://rustup.rs says, then run the same make command again."
have cc || want_package build-essential "a C compiler and linker, for SQLite and the like"
install_packages

# The WASM target: rustup is the normal way; where it cannot download, Debian's own Rust with its
# standard library's source builds the client (scripts/client.sh uses what is there).
has_wasm_std() { [ -d "$(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown" ]; }
if ! has_wasm_std && [ ! -x /usr/lib/rust-web/bin/rustc ] && ! dpkg -s rustc-web >/dev/null 2>&1; then
  say "the Rust target wasm32-unknown-unknown is missing: the browser client is compiled for it"
  if have rustup && timeout 120 rustup target add wasm32-unknown-unknown >&2; then
    :
  else
    say "rustup cannot provide it here; using Debian's packages instead"
    for package in rustc-web cargo-web rust-web-src lld-19; do
      want_package "$package" "builds the browser client without rustup's target"
    done
    install_packages
  fi
fi

if ! have wasm-bindgen || [ "$(wasm-bindgen --version | awk '{print $2}')" != "$BINDGEN_VERSION" ]; then
  say "wasm-bindgen $BINDGEN_VERSION is missing: it joins the compiled client to the browser (about three minutes)"
  cargo install wasm-bindgen-cli --version "$BINDGEN_VERSION" --force >&2
fi

[ "${1:-client}" = test ] || exit 0

have node && have npm || die "Node 20 or newer is missing: the browser tests run on it. See https://nodejs.org, or: sudo apt-get install nodejs npm"
have soffice || want_package libreoffice-writer-nogui "opens our redlines, and old Word files, in the tests"
have pdftoppm || want_package poppler-utils "draws the pages of scanned PDFs"
want_package poppler-data "Chinese and Japanese letters of PDFs that bring no table of their own"
have tesseract || want_package tesseract-ocr "recognises the text of scanned pages"
tesseract --list-langs 2>/dev/null | grep -qx chi_sim || want_package tesseract-ocr-chi-sim "the same for Chinese"
have chromium || want_package chromium "the browser of the browser tests"
fc-list 2>/dev/null | grep -qi 'cjk' || want_package fonts-noto-cjk "Chinese letters in the browser tests"
have python3 || want_package python3 "runs the independent redline checker"
python3 -c 'import lxml' 2>/dev/null || want_package python3-lxml "the redline checker needs it"
install_packages
if ! python3 -c 'import lxml' 2>/dev/null; then
  python3 -m pip install --quiet lxml >&2 || say "python3 lacks lxml: the redline checker will be skipped"
fi
(cd e2e && [ -d node_modules/@playwright/test ] || npm ci --no-audit --no-fund >&2 || npm install --no-audit --no-fund >&2)
