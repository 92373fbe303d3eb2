# Two commands do everything: `make demo` shows the product, `make test` proves it.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.synced
export UV_PYTHON_DOWNLOADS := never
export UV_COMPILE_BYTECODE := 1
export DO_NOT_TRACK := 1
unexport VIRTUAL_ENV
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help
help:  ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

# uv itself comes from the package registry, into the project's own environment.
$(BIN)/uv:
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version) if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'uv>=0.8,<1'

$(STAMP): pyproject.toml uv.lock | $(BIN)/uv
	$(BIN)/uv sync --quiet --locked --inexact
	@touch $@

.PHONY: setup
setup: $(STAMP)  ## prepare the environment and no more

.PHONY: demo
demo: $(STAMP)  ## the whole product on a local sandbox, in under two minutes; WORLD=histories.jsonl for a world of your own
	$(BIN)/cointracker demo $(if $(WORLD),--world $(WORLD))

.PHONY: up
up: $(STAMP)  ## start everything for daily use
	$(BIN)/cointracker up

.PHONY: test
test: $(STAMP)  ## run the tests
	$(BIN)/python -m pytest -n 2 --dist loadscope

.PHONY: check
check: $(STAMP)  ## lint, types, architecture, dependencies
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .

.PHONY: bench
bench: $(STAMP)  ## measure what the speed and cost claims rest on; ONLY="memory against-dlt" measures these rows
	$(BIN)/uv sync --quiet --locked --inexact --group bench
	$(BIN)/python -m benchmarks $(addprefix --only ,$(ONLY))
