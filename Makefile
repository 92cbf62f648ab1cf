# `make` alone lists what there is.
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
PYTHON := .venv/bin/python
PYTEST := $(PYTHON) -m pytest
JOBS := 2

.PHONY: help setup run test check bench lock screenshots

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## install what running needs: system packages, .venv, npm packages, translations
	@scripts/setup.sh

run: setup ## start the web server and the background worker; the demo, where the database is empty
	@$(PYTHON) scripts/run.py

test: ## every test, on SpatiaLite and on a PostGIS of its own, in a real browser too (ARGS="-k border")
	@scripts/setup.sh --tests
	@$(PYTHON) scripts/with_postgres.py $(PYTEST) -n $(JOBS) --dist worksteal $(ARGS)

check: ## lint, form, types and the quick tests
	@scripts/setup.sh --dev
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@$(PYTEST) -n $(JOBS) -m "not browser and not slow" $(ARGS)

bench: ## measure what is promised, on both databases (ARGS=locate: only that)
	@scripts/setup.sh --tests
	@$(PYTHON) scripts/with_postgres.py --durable $(PYTHON) -m benchmarks.run $(ARGS)

lock: ## choose newer versions: requirements*.txt from requirements*.in (UPGRADE="-P flask" for one)
	@scripts/setup.sh --dev
	@scripts/lock.sh $(UPGRADE)

screenshots: ## draw the pictures of the README again
	@scripts/setup.sh --tests
	@$(PYTHON) scripts/screenshots.py
