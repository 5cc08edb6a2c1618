# The vocabulary of the project. `make run` and `make test` are all a newcomer needs.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c

# In continuous integration the build lies in a cache outside the clone, so that the next clone finds it.
ifeq ($(CI),true)
export CARGO_TARGET_DIR ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/pacta-target
endif
TARGET := $(or $(CARGO_TARGET_DIR),target)

.PHONY: run build test test-model unit e2e bench lint client setup setup-test clean

run: build ## build and start Pacta on http://127.0.0.1:3000
	$(TARGET)/release/pacta serve

build: client ## leave target/release/pacta, with its site inside
	cargo build --release --package pacta-app

test: lint unit e2e ## every test: unit, integration, browser

setup:
	scripts/setup.sh client

setup-test:
	scripts/setup.sh test

client: setup
	scripts/client.sh

lint: ## format and warnings
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- --deny warnings

unit: ## unit and integration tests
	cargo test --workspace

e2e: setup-test client ## browser tests in Chromium
	cargo build --package pacta-app
	cd e2e && PACTA_BIN="$(abspath $(TARGET))/debug/pacta" npx playwright test

test-model: build ## the samples through a real small language model
	scripts/test-model.sh $(TARGET)/release/pacta

bench: build ## figures for docs/performance.md
	bench/run.sh $(TARGET)/release/pacta

clean:
	cargo clean
	rm -rf app/site e2e/node_modules e2e/test-results
