# Tuilage: what to type. `make help` says what each word does.
PORT ?= 8000
DEPARTEMENT ?=
SEED ?= 1
SCALE ?= small
WORKERS ?= $(shell nproc 2>/dev/null || echo 2)
ARGS ?=

SHELL := /bin/sh
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
RUN := .venv/bin
SETUP = python=$$(tools/python.sh) && "$$python" tools/setup.py

# Compiled from the .in files. No index address: each machine brings its own.
LOCK = $(RUN)/uv pip compile --quiet --upgrade --universal --generate-hashes --no-header \
	--no-emit-index-url --python-version 3.11

.PHONY: help demo reset test lint fix bench drill messages upgrade setup setup-dev

help: ## this list
	@echo "Tuilage. Type make followed by one of these words:"
	@awk -F ':[^#]*## ' '/^[a-z-]+:[^#]*## / { printf "  %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo "For example: make demo PORT=8080 DEPARTEMENT=77 SEED=2"

demo: setup ## serve the demonstration on 127.0.0.1 (PORT=8000, DEPARTEMENT=47, SCALE=small or full, SEED=1)
	@exec $(RUN)/tuilage demo --departement "$(DEPARTEMENT)" --scale $(SCALE) --seed $(SEED) --port $(PORT)

reset: setup ## empty the demonstration
	@$(RUN)/tuilage reset --yes

test: setup-dev ## run every test, the browser's included (ARGS="-k words" for some)
	@$(RUN)/python tools/chromium.py
	@$(RUN)/python -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

lint: setup-dev ## check style, types, layers, templates, translations, migrations and reference pages
	@$(RUN)/python tools/lint.py

fix: setup-dev ## put right what can be put right by itself
	@$(RUN)/ruff check --fix --quiet . || true
	@$(RUN)/ruff format .

bench: setup ## time the pages against floors measured in the same run (SCALE=full: with 50 agents at work)
	@$(RUN)/tuilage bench $(if $(filter full,$(SCALE)),--full --write)

drill: setup-dev ## kill web, worker and PostgreSQL while requests are recorded; then the path at random, at length
	@$(RUN)/tuilage drill --write
	@TUILAGE_DRILL_STEPS=$${TUILAGE_DRILL_STEPS:-50000} $(RUN)/python -m pytest -q -n $(WORKERS) tests/drill

messages: setup-dev ## bring the French catalogues up to date with the code and compile them
	@$(RUN)/python tools/messages.py extract
	@$(RUN)/python tools/messages.py compile

upgrade: setup-dev ## lock the newest versions of the Python and front-end packages
	@$(LOCK) requirements/base.in -o requirements/base.txt
	@$(LOCK) requirements/dev.in -o requirements/dev.txt
	@$(LOCK) requirements/node.in -o requirements/node.txt
	@PATH="$$PATH:$(CURDIR)/.venv/bin" npm update --package-lock-only --no-audit --no-fund --loglevel=error
	@echo "Locked. Read the differences, then: make lint test"

setup:
	@$(SETUP) base

setup-dev:
	@$(SETUP) dev
