# Everything works on a machine with git, make and Python 3.11 with venv; the targets install what they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8050
SEEDS ?= 50
CONTACTS ?= 10000000
PARSE := $(BIN)/dbt --quiet parse --no-partial-parse --project-dir dbt_project --profiles-dir dbt_project --target-path $(CURDIR)/$(VENV)/dbt --log-path $(CURDIR)/$(VENV)/dbt
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: run test check docs format test-pages test-long benchmark benchmark-fair benchmark-scorecards screenshots lock clean

run: $(VENV)/run.done  ## Simulate a department, load, build, publish, serve on http://127.0.0.1:$(PORT)
	$(BIN)/evenhand demo
	$(BIN)/evenhand serve --port $(PORT)

test: $(VENV)/dev.done  ## Run the tests, a file at a time in a process more than there are cores
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

test-pages: $(VENV)/dev.done  ## What a browser shows, whole: every page in every width and theme, by keyboard, with every filter, each way through
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder -m pages

test-long: $(VENV)/dev.done  ## The long forms: kills, fuzzing, whole matrices, real files where they are at hand
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder -m slow

benchmark: $(VENV)/dev.done  ## Pages at ten million contacts, beside Apache Superset: makes them first, three quarters of an hour and 25 GB of disk
	$(BIN)/python -m tests.benchmarks.page_speed --contacts $(CONTACTS)

benchmark-fair: $(VENV)/dev.done  ## How often scorecards are right on 50 simulated departments: most of an hour, resumable
	$(BIN)/python -m tests.benchmarks.fairness --seeds $(SEEDS) --write docs/fairness.md

benchmark-scorecards: $(VENV)/dev.done  ## How long scorecards of 540 reps take
	$(BIN)/python -m tests.benchmarks.scorecard_speed

check: $(VENV)/dev.done  ## All that the tests cannot tell: style, types, imports, SQL, the dbt project
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m sqlfluff lint --processes 2 dbt_project/models dbt_project/tests
	$(PARSE)
	$(BIN)/python -m evenhand.metric_docs $(VENV)/dbt/semantic_manifest.json docs/metrics.md --check

docs: $(VENV)/dev.done  ## Write docs/metrics.md from the definitions
	$(PARSE)
	$(BIN)/python -m evenhand.metric_docs $(VENV)/dbt/semantic_manifest.json docs/metrics.md

format: $(VENV)/dev.done  ## Put code into the shape that `make check` asks for
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

screenshots: $(VENV)/dev.done  ## Pictures of every page, light and dark, wide and on a phone, into screenshots/
	$(BIN)/python -m tests.browser.screenshots

lock:  ## Resolve the two lock files anew (needs uv)
	uv pip compile pyproject.toml --extra reports --universal --no-annotate --no-header --quiet -o requirements.lock
	uv pip compile pyproject.toml --extra reports --group dev --universal --no-annotate --no-header --quiet -o requirements-dev.lock
	sed -i '/experimental-parser/d' requirements.lock requirements-dev.lock

clean:  ## Remove the environment; the data folder stays
	rm -rf $(VENV)

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.done: requirements.lock pyproject.toml | $(VENV)/bin/python
	@echo "Installing packages, once: about a minute"
	$(PIP) install --no-deps -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev.done: requirements-dev.lock $(VENV)/run.done
	$(PIP) install --no-deps -r requirements-dev.lock
	@touch $@
