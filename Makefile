# One place for the commands of this project; `make` lists them. Windows: see README.md for the same in PowerShell.
PYTHON  ?= python3
VENV    ?= .venv
PORT    ?= 8501
REPORTS ?= data/samples

BIN     := $(VENV)/bin
# What make audit and make sbom use; apart, so that nothing of theirs reaches the program.
LOOK    := $(VENV)-audit/bin
RUNTIME := $(VENV)/.runtime-installed
TOOLS   := $(VENV)/.tools-installed

.DEFAULT_GOAL := help
.PHONY: help run import test bench check audit sbom wheels format test-duckdb2 samples constraints clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(RUNTIME) ## install, load the report workbooks of REPORTS (data/samples) and open the dashboard
	$(BIN)/python -m reports import $(REPORTS) --quiet || test $$? -eq 1
	$(BIN)/streamlit run dashboard.py --server.port $(PORT)

import: $(RUNTIME) ## load the report workbooks of REPORTS and say what is wrong in each
	$(BIN)/python -m reports import $(REPORTS)

test: $(TOOLS) ## install what the tests need and run them all
	$(BIN)/python -m pytest -n auto --dist loadfile

bench: $(TOOLS) ## measure the intake beside calamine and openpyxl into docs/performance.md; takes minutes
	$(BIN)/python -m benchmarks intake

check: $(TOOLS) ## lint and format of Python and SQL, types, list and audit of the dependencies
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/sqlfluff lint queries --processes 2
	$(BIN)/mypy
	$(MAKE) --no-print-directory sbom audit

sbom: $(TOOLS) $(LOOK)/.installed ## write build/sbom.cdx.json, the list of all packages, and hold it against constraints.txt
	$(BIN)/python -m deploy.dependencies sbom --tool $(LOOK)/cyclonedx-py

audit: $(LOOK)/.installed ## known vulnerabilities of the pinned packages; says what could not be audited (STRICT=--strict: fails)
	$(LOOK)/python -m deploy.dependencies audit --tool $(LOOK)/pip-audit $(STRICT)

wheels: $(VENV)/bin/python ## download all that an installation without internet needs into wheels/ (docs/running.md)
	$(BIN)/python -m pip download --quiet --only-binary=:all: -r requirements.txt -d wheels

format: $(TOOLS) ## put Python and SQL into the house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/sqlfluff fix queries --processes 2

test-duckdb2: ## run the SQL tests on DuckDB 2.0.0 too, in an environment of their own
	test -d $(VENV)-duckdb2 || $(PYTHON) -m venv $(VENV)-duckdb2
	$(VENV)-duckdb2/bin/python -m pip install --quiet -r requirements-duckdb2.txt
	$(VENV)-duckdb2/bin/python -m pytest tests/test_sql_files.py tests/test_database.py tests/test_views.py tests/test_recomputed.py tests/test_checks.py

samples: $(TOOLS) ## make the simulated report workbooks of data/samples again
	$(BIN)/python data/simulate.py

constraints: $(TOOLS) ## write constraints.txt from what is installed
	(head -1 constraints.txt; $(BIN)/python -m pip freeze) > constraints.new && mv constraints.new constraints.txt

clean: ## remove environments and caches, never the store of accepted reports
	rm -rf $(VENV) $(VENV)-duckdb2 $(VENV)-audit .pytest_cache .mypy_cache .ruff_cache .hypothesis build

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is " + sys.version)'
	$(PYTHON) -m venv $(VENV)

$(RUNTIME): $(VENV)/bin/python requirements.txt constraints.txt
	$(BIN)/python -m pip install --quiet -r requirements.txt
	@touch $@

$(TOOLS): $(RUNTIME) requirements-dev.txt
	$(BIN)/python -m pip install --quiet -r requirements-dev.txt
	@touch $@

$(LOOK)/.installed: requirements-audit.txt
	test -d $(VENV)-audit || $(PYTHON) -m venv $(VENV)-audit
	$(LOOK)/python -m pip install --quiet -r requirements-audit.txt
	@touch $@
