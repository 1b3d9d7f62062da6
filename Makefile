# Two commands for a new user: `make demo` and `make test`. Everything else is below them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
HOME_DIR ?= $(CURDIR)/demo-home
PORT ?= 8000
RULES := tests/test_ledger/test_rules tests/test_attacks/test_officers.py

.PHONY: demo test format bench schemas docs clean

demo: $(VENV)/.installed  ## found the made-up sample community and serve it
	$(BIN)/mingzhang demo --home "$(HOME_DIR)" --port $(PORT)

# The tests of the rules run apart and first: they alone have to take every branch of ledger/rules.
test: $(VENV)/.installed-dev  ## every check that CI runs: format, lint, types, tests, docs
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest -n 2 --cov=ledger.rules $(RULES)
	$(BIN)/pytest -n 2 $(RULES:%=--ignore=%)

format: $(VENV)/.installed-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/.installed-dev  ## measure; prints a table and writes build/bench.json
	$(BIN)/python -m tests.bench

schemas docs: $(VENV)/.installed-dev  ## write the generated files: JSON Schemas and reference pages
	$(BIN)/python -m ledger.schemas
	$(BIN)/python -m tests.test_documents.generate

clean:
	rm -rf $(VENV) build demo-home

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Mingzhang needs Python 3.11 or newer; set PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	touch $@

$(VENV)/.installed-dev: $(VENV)/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $@ $(VENV)/.installed
