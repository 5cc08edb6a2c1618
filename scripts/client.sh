#!/usr/bin/env bash
# Builds the browser client into app/site/pkg: with rustup's wasm32 target where it is installed,
# else with Debian's Rust, which builds the standard library from its source.
set -euo pipefail
cd "$(dirname "$0")/.."

TARGET_ROOT=${CARGO_TARGET_DIR:-$PWD/target}
export CARGO_TARGET_DIR="$TARGET_ROOT/client"
BUILD=(build --package pacta-app --lib --profile wasm --target wasm32-unknown-unknown --no-default-features --features hydrate)

if [ -d "$(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown" ]; then
  cargo "${BUILD[@]}"
else
  debian() { dpkg -L "$1" | grep -E "/bin/$2\$" | while read -r path; do [ -x "$path" ] && echo "$path"; done | head -1; }
  RUSTC=$(debian rustc-web rustc)
  CARGO=$(debian cargo-web cargo)
  [ -n "$RUSTC" ] && [ -n "$CARGO" ] || { echo "client: no compiler for wasm32; run scripts/setup.sh client" >&2; exit 1; }
  RUSTC_BOOTSTRAP=1 RUSTC="$RUSTC" CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=wasm-ld-19 \
    "$CARGO" "${BUILD[@]}" -Z build-std=std,panic_abort
fi

mkdir -p app/site/pkg
wasm-bindgen --target web --no-typescript --out-dir app/site/pkg --out-name pacta \
  "$CARGO_TARGET_DIR/wasm32-unknown-unknown/wasm/pacta_app.wasm"
if [ -x e2e/node_modules/.bin/wasm-opt ]; then
  # Only what every browser of the last years runs: `--all-features` writes what none does yet.
  e2e/node_modules/.bin/wasm-opt -Oz --enable-bulk-memory --enable-bulk-memory-opt --enable-multivalue --enable-mutable-globals \
    --enable-nontrapping-float-to-int --enable-reference-types --enable-sign-ext --enable-call-indirect-overlong -o app/site/pkg/small.wasm app/site/pkg/pacta_bg.wasm &&
    mv app/site/pkg/small.wasm app/site/pkg/pacta_bg.wasm
fi
