# Every verb installs what it needs; nothing has to be there but python3 (3.11 or newer) with pip, and make.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
PYTHON ?= python3
UV := .tools/uv/bin/uv
BIN := .venv/bin
READY := .venv/.ready
export UV_NO_CONFIG := 1

.PHONY: help run test check fmt migrate schema token psql stop wipe talk bench oracle lock clean

help: ## Show this list
	@awk -F':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(READY) ## Bring everything up with demo data and serve http://127.0.0.1:8000/graphql (HOST, PORT)
	@exec $(BIN)/quintet demo run

test: $(READY) ## Run all tests; brings up what they need by itself
	@$(BIN)/python -m tests.prepare
	@$(BIN)/pytest -n 2 --dist worksteal $(ARGS)

check: $(READY) ## Lint, format, types, layers, schema file, models against migrations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/quintet schema --check
	$(BIN)/pytest -q tests/contract/test_models_equal_migrations.py

fmt: $(READY) ## Format the code
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

migrate: $(READY) ## Start the database and bring it to the newest revision
	@$(BIN)/quintet db start

schema: $(READY) ## Write gql/schema.graphql
	$(BIN)/quintet schema --write

token: $(READY) ## Print a token of the demo user
	@$(BIN)/quintet token

talk: $(READY) ## Play a conversation live into the database
	@$(BIN)/quintet demo talk

psql: $(READY) ## Open psql on the database
	@$(BIN)/quintet db psql

stop: $(READY) ## Stop the database
	@$(BIN)/quintet db stop

wipe: $(READY) ## Delete the database with all its data
	@$(BIN)/quintet db wipe

bench: $(READY) ## Measure against other servers (ARGS=roadtrip: whether Roadtrip's goals are reached)
	@$(BIN)/python -m bench $(ARGS)

oracle: $(READY) ## Ask both lanes the same, at length; they must answer alike (ARGS="--operations 20000")
	@$(BIN)/python -m tests.oracle $(ARGS)

lock: $(UV) ## Pin the newest versions that pyproject.toml permits
	$(UV) pip compile requirements/uv.in --upgrade --quiet --generate-hashes --no-emit-index-url --no-header --universal --python-version 3.11 -o requirements/uv.lock
	$(UV) pip compile pyproject.toml --upgrade --quiet --generate-hashes --no-emit-index-url --no-header --universal --python-version 3.11 -o requirements/app.lock
	$(UV) pip compile pyproject.toml --group dev --upgrade --quiet --generate-hashes --no-emit-index-url --no-header --universal --python-version 3.11 -o requirements/dev.lock

clean: ## Remove environments and caches, never data
	rm -rf .venv .tools .mypy_cache .ruff_cache .pytest_cache .import_linter_cache gateway/graphiql/node_modules gateway/graphiql/vendor

# The tools must not shout over the output of verbs like `make token`.
$(UV): requirements/uv.lock
	@echo "Installing uv" >&2
	@rm -rf .tools/uv
	@$(PYTHON) -m pip install --quiet --root-user-action=ignore --disable-pip-version-check --require-hashes --target .tools/uv -r requirements/uv.lock >&2
	@touch $@

$(READY): $(UV) requirements/dev.lock pyproject.toml
	@echo "Installing Python packages" >&2
	@test -x $(BIN)/python || $(UV) venv --quiet --python $(PYTHON) .venv >&2
	@VIRTUAL_ENV=.venv $(UV) pip sync --quiet --require-hashes requirements/dev.lock >&2
	@VIRTUAL_ENV=.venv $(UV) pip install --quiet --no-deps --no-build-isolation -e . >&2
	@touch $@
