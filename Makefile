.DEFAULT_GOAL := help
SHELL := /bin/sh
PORT ?= 8080
KILLS ?= 1000
PEOPLE ?= 200
SECONDS ?= 60
BIN := .venv/bin
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && command -v $$p && break; done)
UV := $(BIN)/uv pip compile --universal --generate-hashes --no-header --no-annotate --quiet --python-version 3.11

help:  ## Show what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 20

demo: $(BIN)/.installed  ## Try the bot in the browser: no token, no server (PORT=8080)
	@exec $(BIN)/tertulia demo --port $(PORT)

run: $(BIN)/.installed  ## Start the bot on Telegram, with the settings in .env
	@exec $(BIN)/tertulia run

test: $(BIN)/.installed-dev  ## Tests, and how many branches they reach
	@$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest
	@$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

check: $(BIN)/.installed-dev  ## Style, types, and who may import whom
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/deptry .

soak: $(BIN)/.installed-dev  ## Kill the real program 1,000 times and count what was lost (KILLS=1000)
	$(BIN)/python -m tests.kill_harness --kills $(KILLS)

conformance: $(BIN)/.installed-dev  ## Fill in forms beside the reference engine JavaRosa, which needs Java (FORMS=folder)
	@$(BIN)/python -m tests.conformance javarosa $(if $(FORMS),--forms "$(FORMS)")

conformance-report: $(BIN)/.installed-dev  ## Run all that other engines recorded, and write docs/conformance.md
	@$(BIN)/python -m tests.conformance report

bench-engine: $(BIN)/.installed-dev  ## Measure the form engine, and write docs/benchmarks.md
	@$(BIN)/python -m benchmarks

bench-digest: $(BIN)/.installed-dev  ## Measure the digest of a workshop with a million answers
	@$(BIN)/python -m benchmarks.digest

bench-idle: $(BIN)/.installed-dev  ## Measure what a bot costs that nobody talks to (SECONDS=60)
	@SECONDS=$(SECONDS) $(BIN)/python -m benchmarks.idle

bench-broadcast: $(BIN)/.installed-dev  ## Send to 10,000 chats under a strict Telegram, with kills and faults (half an hour)
	$(BIN)/python -m benchmarks.broadcast

half-year: $(BIN)/.installed-dev  ## Play half a year of a workshop, with kills and faults (PEOPLE=200)
	HALF_YEAR_PEOPLE=$(PEOPLE) $(BIN)/python -m pytest tests/half_year -k books --durations=1

pictures: $(BIN)/.installed-dev  ## Take the pictures of the README anew (needs Chromium)
	$(BIN)/python -m tests.pictures

words: $(BIN)/.installed-dev  ## Bring the catalogues up to date with the code and the forms
	$(BIN)/python -m locales.update

lock: $(BIN)/.installed-dev  ## Choose the newest versions and write them down, with hashes
	$(UV) pyproject.toml --group build -o requirements.lock
	$(UV) pyproject.toml --group dev -o requirements-dev.lock
	$(UV) pyproject.toml --group build --extra voice --constraint requirements.lock -o requirements-voice.lock

licences: $(BIN)/.installed-dev  ## List the licences of all that is installed
	$(BIN)/pip-licenses --order=license

$(BIN)/.environment:
	@PYTHON="$(PYTHON)" .ci/environment

$(BIN)/.installed: requirements.lock pyproject.toml $(BIN)/.environment
	@test -e $(BIN)/.installed-dev || $(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(BIN)/.installed-dev: requirements-dev.lock pyproject.toml $(BIN)/.environment
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@ $(BIN)/.installed

.PHONY: help demo run test check soak half-year conformance conformance-report bench-engine bench-digest bench-idle pictures words lock licences
