# Each target does its own set-up: whichever you run first installs everything into .venv.
PYTHON ?= python3
BIN := .venv/bin
export TORCH_INDEX

.PHONY: install demo test check smoke bench soak

install:
	@$(PYTHON) playground/install.py

# MODE=http: Slack sends signed requests, as to an app in many workspaces
# SERVICE=vertex: models are tuned by what stands in for Vertex AI
HOW := $(if $(filter http,$(MODE)),--http) $(if $(SERVICE),--service '$(SERVICE)')

demo: install
	@$(BIN)/python -m playground $(HOW)

# Two at a time, a file's tests in one process: most of them wait for something. Those that take
# longest come first, so that neither process waits for the other at the end.
test: install
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

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
	@$(BIN)/python -m playground $(HOW) smoke $(if $(DATA),--data '$(DATA)') $(if $(ASK),--ask '$(ASK)') $(if $(WANT),--want '$(WANT)')

bench: install
	$(BIN)/python -m benchmarks

# One small training on your own project, where the settings (a .env, say) allow it.
.PHONY: live
live: install
	@$(BIN)/tuner doctor --live

.PHONY: pictures
pictures: install
	$(BIN)/python -m tests.pictures
