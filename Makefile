# Everything happens in .venv, which is made on first use and brought up to date whenever
# pyproject.toml changes. `make demo` and `make test` need Python 3.11 or newer, and nothing else.

MINUTES ?= 60
PYTHON ?= $(firstword $(shell command -v python3.11) $(shell command -v python3))
BIN := .venv/bin
# seqeval, which tests compare with, has no wheel, and builds in the modern way only.
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --use-pep517

.PHONY: demo test slow check format bench curves oracles fuzz clean

demo: .venv/installed  ## train, measure and use a small translator
	$(BIN)/seqtasks run recipes/translate.py

test: .venv/installed
	$(BIN)/python -m pytest -n 2 --dist loadfile  # tracing graphs keeps one core busy

slow: .venv/installed  ## the tests that train for minutes
	$(BIN)/python -m pytest -m slow

check: .venv/installed-dev
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/house.py

format: .venv/installed-dev
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

bench: .venv/installed-bench
	for file in $(filter-out %/learning_curves.py,$(wildcard benchmarks/*.py)); do \
		$(BIN)/python "$$file" || exit 1; done

curves: .venv/installed-alternatives  ## recipes on 100 to 30,000 examples beside other models; two hours
	$(BIN)/python benchmarks/learning_curves.py

oracles: .venv/installed-oracles  ## random cases that PyTorch, KenLM, scikit-learn and others answer too
	$(BIN)/python -m tests.oracles

fuzz: .venv/installed  ## files whose meaning is known, read for MINUTES=60
	$(BIN)/python -m tests.fuzz --minutes $(MINUTES)

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/bin/python:
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python" >&2; exit 1; }
	"$(PYTHON)" -m venv .venv

.venv/installed: pyproject.toml | .venv/bin/python
	$(PIP) --editable '.[test]'
	@touch $@

.venv/installed-dev: pyproject.toml | .venv/bin/python
	$(PIP) --editable '.[dev]'
	@touch $@ .venv/installed

.venv/installed-bench: pyproject.toml | .venv/bin/python
	$(PIP) --editable '.[bench,test]'
	@touch $@ .venv/installed

.venv/installed-alternatives: pyproject.toml | .venv/bin/python
	$(PIP) --editable '.[alternatives,test]'
	@touch $@ .venv/installed

.venv/installed-oracles: pyproject.toml | .venv/bin/python
	$(PIP) --editable '.[oracles]'
	@touch $@ .venv/installed .venv/installed-bench
