# `make run` and `make test` set up what they need; `make help` lists the rest.
PYTHON ?= python3
PY := .venv/bin/python
TESTS ?=
# One thread of linear algebra a process, as in a function of one CPU: more only wait for each other.
export OPENBLAS_NUM_THREADS ?= 1
# Compiled once and kept: every tier imports all of it, and Odoo starts a dozen times.
unexport PYTHONDONTWRITEBYTECODE
# Where the tiers' tests stand (tests/architecture/test_tiers.py holds it): importing all takes longer.
GCP := tests/gcp tests/contracts
BROWSER := tests/browser

.DEFAULT_GOAL := help
.PHONY: help run lead seed test lint audit check test-gcp test-odoo test-addon test-browser simulate bench bench-scoring lock clean

help:            ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:[^#]*## /\t/' | expand -t 16

.venv/run: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
	  || { echo "needs Python 3.11, 3.12 or 3.13: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@test -x $(PY) || $(PYTHON) -m venv .venv \
	  || { echo "venv is missing: on Debian and Ubuntu, apt-get install python3-venv"; exit 1; }
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.txt
	@touch $@

.venv/dev: requirements-dev.txt .venv/run
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.txt
	@touch $@

.venv/bench: requirements-bench.txt .venv/dev
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-bench.txt
	@touch $@

run: .venv/run   ## serve everything on http://localhost:4200 (demo Meta and demo Odoo included)
	@$(PY) -m deploy up

lead: .venv/run  ## send one signed lead, as Meta would (more: .venv/bin/python -m deploy lead --help)
	@$(PY) -m deploy lead

seed: .venv/run  ## send 300 leads in Arabic and English
	@$(PY) -m deploy seed

test: .venv/dev  ## unit, contract, function and architecture tests: Python only, about twelve minutes
	$(PY) -m pytest -q -n auto --dist worksteal -m "not gcp and not odoo and not browser" $(TESTS)

lint: .venv/dev  ## formatting, style, types, architecture, the addon by pylint-odoo
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	.venv/bin/lint-imports
	cd odoo-addon && ../$(PY) -m pylint g_assistant_connector

audit: .venv/dev ## known vulnerabilities of the pinned packages (asks PyPI)
	.venv/bin/pip-audit --disable-pip --require-hashes -r requirements.txt

check: lint test ## what a commit needs

test-gcp: .venv/dev     ## contract suites on Google's Firestore and Pub/Sub emulators, gcloud's lint
	$(PY) -m pytest -q -n 2 --dist worksteal -m gcp $(or $(TESTS),$(GCP))

test-odoo: .venv/dev    ## all that needs a real Odoo 19: the addon's tests, contract suites, end to end
	deploy/odoo/with-odoo $(if $(TESTS),$(PY) -m pytest -q -m odoo $(TESTS),deploy/odoo/all-tests $(if $(ODOO_URL),,in-two-lanes))

test-addon:             ## the addon's own tests inside a real Odoo 19 (a class: TAGS=/g_assistant_connector:TestIngest)
	deploy/odoo/odoo-up.sh addon-tests $(TAGS)

test-browser: .venv/dev ## pages in a real Chromium
	$(PY) -m pytest -q -n 2 --dist worksteal -m browser $(or $(TESTS),$(BROWSER))

simulate: .venv/dev     ## the long proof: SEEDS=10000 schedules with faults, every crash point, the laws of alerts (those alone: HISTORIES=5000; one: SEED=17; safeguards: ABLATE=yes)
	$(PY) -m tests.simulation.proof $(if $(SEED),--seed $(SEED)) $(if $(SEEDS),--seeds $(SEEDS)) $(if $(HISTORIES),--histories $(HISTORIES)) $(if $(ABLATE),--ablate)

bench: .venv/bench      ## the benchmarks of docs/benchmarks.md (starts a real Odoo 19)
	ODOO_FRESH=yes deploy/odoo/with-odoo $(PY) -m tests.bench $(BENCH)

bench-scoring: .venv/bench ## how good the scores are beside their peers, on a CSV of leads (DATA=leads.csv ROLES=roles.yaml; without: made leads)
	$(PY) -m tests.bench.judge $(if $(DATA),"$(DATA)") $(if $(ROLES),--roles "$(ROLES)") $(JUDGE)

lock: .venv/dev         ## pin requirements*.in again, with hashes
	.venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-header requirements.in -o requirements.txt
	.venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-header requirements-dev.in -o requirements-dev.txt
	.venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-header requirements-bench.in -o requirements-bench.txt

clean:           ## remove what was built and the local run's data
	rm -rf build .data .pytest_cache .mypy_cache .ruff_cache .hypothesis
