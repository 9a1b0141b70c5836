# sayso: `make run` extracts the samples, `make test` runs the whole suite; both set up what they need.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RELEASES ?= corpora/samples

.PHONY: run test check clean

run: $(VENV)/run.stamp
	$(BIN)/sayso extract $(RELEASES) --format card

test: $(VENV)/test.stamp
	$(BIN)/python -m pytest -n 2 --dist loadfile

check: $(VENV)/test.stamp
	$(BIN)/ruff format --check pipeline tests benchmarks
	$(BIN)/ruff check pipeline tests benchmarks
	$(BIN)/mypy
	$(BIN)/python -m pytest -q tests/test_imports.py

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: $(BIN)/python pyproject.toml
	$(BIN)/pip install --quiet --editable .
	touch $@

$(VENV)/test.stamp: $(VENV)/run.stamp
	$(BIN)/pip install --quiet --editable '.[test]'
	touch $@

clean:
	rm -rf $(VENV) build dist
