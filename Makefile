# Two commands do everything: `make run` and `make test`. They install what they need.

SHELL := /bin/sh
PYTHON ?= python3
export PATH := $(CURDIR)/.venv/bin:$(CURDIR)/.tools/bin:$(PATH)
export RASA_TELEMETRY_ENABLED := false
export UV_PYTHON_DOWNLOADS ?= automatic

.DEFAULT_GOAL := help
.PHONY: help run test test-nlu lint format talk bench train nlu-eval code browser clean

help: ## explain the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: .venv/ready nlu/.venv/ready train ## the whole product with demo data, until Ctrl-C
	@exec helpline run

test: .venv/ready nlu/.venv/ready browser ## every check: style, types, layers, tests
	@$(MAKE) --no-print-directory --jobs=2 train lint test-nlu
	@pytest -n 2 --dist loadfile

lint: .venv/ready nlu/.venv/ready ## ruff, mypy, import-linter
	@echo "Checking style, types and layers ..."
	@ruff check . && ruff format --check . && mypy && lint-imports --no-cache
	@cd nlu && .venv/bin/ruff check . && .venv/bin/mypy

test-nlu: nlu/.venv/ready
	@cd nlu && .venv/bin/python -m pytest -q

format: .venv/ready ## lay the code out
	@ruff check --fix . ; ruff format .

talk: .venv/ready ## call or chat in the terminal, while `make run` runs
	@helpline talk

bench: .venv/ready nlu/.venv/ready train ## how fast the real stack is, beside a bare route
	@python -m bench

train: nlu/.venv/ready ## train the NLU model, if its data changed
	@cd nlu && .venv/bin/python train.py

nlu-eval: .venv/ready nlu/.venv/ready train ## how well callers are understood: FILE=x.tsv, JSON=1
	@helpline nlu-eval $(FILE) $(if $(JSON),--json)

code: .venv/ready ## the demo people's one-time code of this moment
	@helpline code

browser:
	@sh tests/install_browser.sh

clean: ## forget the demo world and everything built (not .env)
	rm -rf .data .venv .tools nlu/.venv nlu/models

.tools/bin/uv:
	@echo "Installing uv ..."
	@$(PYTHON) -m venv .tools
	@.tools/bin/pip install --quiet --disable-pip-version-check 'uv>=0.9'

.venv/ready: .tools/bin/uv pyproject.toml uv.lock
	@echo "Installing the application's packages ..."
	@uv sync --frozen
	@touch $@

nlu/.venv/ready: .tools/bin/uv nlu/pyproject.toml nlu/uv.lock
	@echo "Installing the NLU's packages (about 1 GB, once) ..."
	@uv sync --project nlu --frozen
	@touch $@
