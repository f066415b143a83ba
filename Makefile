# Studyhall: `make run` opens the study hall, `make test` proves it, `make help` lists the rest.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
DEV    := $(VENV)/.installed-dev
TORCH  := torch==2.13.0
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet
# `make install TORCH_INDEX=URL` fetches PyTorch alone from that index (for the small CPU build).
TORCH_FROM := $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX))

.DEFAULT_GOAL := help
.PHONY: help run install test check prove bench soak format

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

run: $(STAMP) ## install what is missing, build the course's index, open the study hall
	@$(BIN)/studyhall run

install: $(STAMP) ## only the environment, so that .venv/bin/studyhall works

$(STAMP): pyproject.toml
	@$(PYTHON) deploy/preflight.py
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PIP) install --upgrade "pip>=25.1"
	@$(PIP) install $(TORCH_FROM) "$(TORCH)"
	@$(PIP) install --editable .
	@touch $@

$(DEV): $(STAMP) pyproject.toml
	@$(PIP) install --group dev
	@touch $@

test: $(DEV) ## the default suite (real Redis, no network); says what it leaves out
	@$(BIN)/python -m pytest -q -n auto --dist worksteal
	@echo "left out: tests marked long (make soak), side-by-side timings (make bench)"

check: $(DEV) ## lint, formatting, types, and the course's own linter
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/studyhall course check

format: $(DEV) ## put the code into its canonical form
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

prove: $(DEV) ## double clicks, lost replies, kill -9, a push over a DST change; ours beside a naive bot
	@$(BIN)/python -m benchmarks.prove

bench: $(DEV) ## side-by-side measurements; CORPUS=FOLDER for search and answers
	@$(BIN)/python -m benchmarks.gate
	@$(BIN)/python -m benchmarks.guess_proof
	@$(BIN)/python -m benchmarks.spacing
	@$(BIN)/python -m benchmarks.double_clicks
	@$(BIN)/python -m benchmarks.boards
	@$(BIN)/python -m benchmarks.kills
	@$(BIN)/python -m benchmarks.growth
	@$(if $(CORPUS),$(BIN)/python -m benchmarks.answers --corpus $(CORPUS) --recipe,echo "make bench CORPUS=FOLDER measures search, answers and speed too")
	@$(if $(CORPUS),$(BIN)/python -m benchmarks.speed --corpus $(CORPUS) --data benchmarks/results/data --whole)

soak: $(DEV) ## the long tests: exhaustive sweeps, chaos, and an hour of steady load (SOAK_MINUTES=5 for less)
	@STUDYHALL_SOAK_MINUTES=$(or $(SOAK_MINUTES),60) $(BIN)/python -m pytest -q -s -m long
