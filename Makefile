# One target per task; CI calls only these. `make help` lists them.

SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ready := $(VENV)/.ready
ready-dev := $(VENV)/.ready-dev
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help setup build serve check lint types house docs-check test cover fix golden docs lock bench atlas clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12
LOCK := --quiet --universal --generate-hashes --python-version 3.11 --no-header --upgrade

# What a build needs.
$(ready): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; choose one with: make PYTHON=python3.12"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) install --require-hashes --no-deps --only-binary :all: -r requirements.lock
	@touch $(ready)

# What checking and testing need beside it.
$(ready-dev): requirements-dev.lock pyproject.toml $(ready)
	$(PIP) install --require-hashes --no-deps --only-binary :all: -r requirements-dev.lock
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $(ready-dev)

setup: $(ready-dev) ## make .venv with the locked dependencies

build: $(ready) ## check the content and write the site to output/
	$(BIN)/python build.py $(ARGS)

serve: build ## build, and show the site at http://127.0.0.1:8000
	$(BIN)/python -m http.server --bind 127.0.0.1 --directory output 8000

check: $(ready-dev) lint types house docs-check ## everything that can be said without running the tests
	$(BIN)/kltsite check
	$(BIN)/kltsite schema --check

lint: $(ready-dev)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/yamllint --strict content

types: $(ready-dev)
	$(BIN)/mypy

house: $(ready-dev)
	$(BIN)/lint-imports --no-cache

docs-check: $(ready-dev)
	$(BIN)/python -m tools.docs --check
	$(BIN)/python -m tools.catalogues --check

test: $(ready-dev) ## run all tests, with coverage and its floor
	$(BIN)/python -m pytest --cov --cov-report=term:skip-covered $(ARGS)

fix: $(ready-dev) ## put code, schemas, docs and catalogues in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/kltsite schema
	$(BIN)/python -m tools.catalogues
	$(BIN)/python -m tools.docs

docs: $(ready-dev) ## write the generated pages of docs/
	$(BIN)/python -m tools.docs

golden: $(ready-dev) ## accept what is rendered now as right; look at the difference before you commit it
	KLTSITE_GOLDEN=accept $(BIN)/python -m pytest -q --no-cov $(ARGS)

atlas: $(ready-dev) ## draw the outlines of the map anew; fetches Natural Earth's borders and shapely for the moment
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && \
		npm install --silent --no-fund --no-audit --ignore-scripts --prefix "$$folder" world-atlas@2.0.2 && \
		$(PIP) install --only-binary :all: --no-deps --target "$$folder/python" shapely==2.2.0 && \
		PYTHONPATH="$$folder/python" $(BIN)/python -m tools.atlas "$$folder/node_modules/world-atlas/countries-50m.json"

lock: $(ready-dev) ## lock the newest dependencies, with hashes
	$(BIN)/uv pip compile $(LOCK) pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile $(LOCK) pyproject.toml --group dev -o requirements-dev.lock

bench: $(ready-dev) ## time and memory of check and build, for 23, 1,000 and 10,000 entries
	$(BIN)/python -m tools.bench $(ARGS)

clean: ## remove everything that can be made again
	rm -rf $(VENV) output .cache .output.* .coverage .mypy_cache .ruff_cache .pytest_cache .hypothesis schema/.tmp*
