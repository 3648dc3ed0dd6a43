# Convite: two commands on a fresh machine are `make run` and `make test`; `make help` lists the rest.
PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help setup run test check bench docs pictures lock audit

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/ — /'

setup: .venv/.ready ## make the virtual environment and install everything into it

# The environment is renewed when the lock or the project's metadata changes. Debian's Python is managed by
# Debian and may lack ensurepip, so the environment is made without pip and filled from outside.
.venv/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Convite needs Python 3.11 or newer")'
	@echo "Setting up: this takes a minute the first time."
	@test -x $(BIN)/python || $(PYTHON) -m venv --without-pip .venv
	@$(PYTHON) -m pip --python $(BIN)/python install --quiet --disable-pip-version-check uv
	@$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable .
	@touch $@

run: setup ## the whole cycle on an invented sample, then the pages
	@$(BIN)/convite demo

# Whatever the environment says: the tests start many processes, and what one has compiled serves the others.
test check: export PYTHONDONTWRITEBYTECODE =

test: setup ## all tests, on SQLite and PostgreSQL
	@$(BIN)/python -m pytest -n auto --dist worksteal

check: setup ## format, lint, types, import rules, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n auto --dist worksteal

bench: setup ## speed, each figure beside its floor in the same run
	$(BIN)/python -m bench

docs: setup ## the pages that are drawn from the code and the catalogue, and all manuals as a library in site/
	$(BIN)/python -m service.documents docs 2026-11-21
	$(BIN)/python -m service.doc_site . site

pictures: setup ## the pictures of messages and of every page, drawn by a Chromium on this machine
	$(BIN)/python -m service.message_pictures docs/img
	$(BIN)/python -m service.page_pictures docs 2026-11-22

LOCK := uv pip compile --universal --generate-hashes --no-header --no-emit-index-url --no-annotate --python-version 3.11

lock: ## renew both locks from pyproject.toml (no registry address, hash-pinned)
	$(BIN)/$(LOCK) --extra dev -o requirements.lock pyproject.toml
	echo hatchling | $(BIN)/$(LOCK) -c requirements.lock -o deploy/requirements.lock pyproject.toml -

audit: ## whether anything of the locks is known to be unsafe (CONVITE_ADVISORIES names who knows)
	@$(PYTHON) .ci/audit
