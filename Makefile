# Each target does its own set-up: whichever you run first installs everything into .venv.
PYTHON ?= python3
BIN := .venv/bin
export TORCH_INDEX

.PHONY: install demo test check smoke bench soak

install:
	@$(PYTHON) playground/install.py

demo: install
	@$(BIN)/python -m playground

test: install
	$(BIN)/python -m pytest

soak: install
	$(BIN)/python -m pytest -m soak --timeout 1800

check: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/pyright
	$(BIN)/bandit -q -c pyproject.toml -ll -r bot handlers playground
	$(BIN)/python -m tests.leaks
	$(BIN)/python -m tests.audit

# make smoke DATA=pairs.csv ASK=question WANT=answer
smoke: install
	@$(BIN)/python -m playground smoke $(if $(DATA),--data '$(DATA)') $(if $(ASK),--ask '$(ASK)') $(if $(WANT),--want '$(WANT)')

bench: install
	$(BIN)/python -m benchmarks

.PHONY: pictures
pictures: install
	$(BIN)/python -m tests.pictures
