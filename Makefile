# The front door. `make demo` and `make test` work on a fresh machine with Python >= 3.12 or uv.
.PHONY: bench sbom demo test test-faults test-attack test-growth test-machines test-unit viral check format requirements messages screenshots help
PYTHON := .venv/bin/python
PORT ?= 8000
DEMO_DIR ?= var/demo
DEMO_SIGNATURES ?= 1200
SIZE ?= 1m
SECONDS ?= 2
MINUTES ?= 10
export PORT DEMO_DIR DEMO_SIGNATURES
# Each of a dozen processes would compile all that it imports: four seconds instead of one and a half.
unexport PYTHONDONTWRITEBYTECODE

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16

demo: .venv/runtime.stamp ## the whole product on http://127.0.0.1:$(PORT)/, with sample data
	@exec $(PYTHON) -m demo

test: .venv/dev.stamp ## the whole suite, browser included
	@sh .ci/system-packages tests
	@$(PYTHON) -m pytest -n 2 --dist loadgroup

test-faults: .venv/dev.stamp ## every fault at full length; FAULTS_SEED repeats a run
	@sh .ci/system-packages tests
	@FAULTS=full $(PYTHON) -m pytest tests/faults -v

test-attack: .venv/dev.stamp ## a wave of 20,000 (or FORGED=) forged signatures, slow visitors, the time of answers
	@sh .ci/system-packages tests
	@ATTACK=full $(PYTHON) -m pytest -s -v tests/security/test_forged_wave.py tests/security/test_slow_clients.py tests/security/test_timing.py

test-growth: .venv/dev.stamp ## what every page costs PostgreSQL with 1,000 signatures and with 100,000
	@sh .ci/system-packages tests
	@GROWTH=full $(PYTHON) -m pytest -v tests/growth

test-machines: .venv/dev.stamp ## nine hosts in network namespaces, each but the visitors’ lost in turn (Linux, root); MACHINES_SEED repeats a run
	@sh .ci/system-packages machines
	@$(PYTHON) -m tests.machines $(if $(MACHINES_SEED),--seed $(MACHINES_SEED))

test-unit: .venv/dev.stamp ## one part at a time, in about a minute: no pages, races, programs, browsers
	@$(PYTHON) -m pytest -q -n 2 -m "not broad"

bench: .venv/dev.stamp ## what it reaches beside the floor of the same run; SIZE=1k|100k|1m|10m, SECONDS of each run
	@sh .ci/system-packages bench
	@$(PYTHON) -m bench --size $(SIZE) --seconds $(SECONDS) --output var/bench/$(SIZE).json

viral: .venv/dev.stamp ## a viral hour: MINUTES at 80 % of capacity, then 300 %; the short form is MINUTES=0.5
	@sh .ci/system-packages bench
	@$(PYTHON) -m bench.viral --minutes $(MINUTES) --output var/bench/viral.json

check: .venv/dev.stamp ## format, lint, types, contracts, migrations, translations, deployment, audit
	@PATH="$(CURDIR)/.venv/bin:$$PATH" sh .ci/check

format: .venv/dev.stamp ## put code and templates into our format
	@.venv/bin/ruff check --select I --fix-only . && .venv/bin/ruff format .
	@.venv/bin/djlint templates --reformat --quiet || true

requirements: ## pin every dependency with hashes (needs uv)
	uv pip compile -q --only-binary :all: --universal --python-version 3.12 --generate-hashes pyproject.toml -o requirements/runtime.txt
	uv pip compile -q --only-binary :all: --universal --python-version 3.12 --generate-hashes pyproject.toml --group demo -c requirements/runtime.txt -o requirements/demo.txt
	uv pip compile -q --only-binary :all: --universal --python-version 3.12 --generate-hashes pyproject.toml --group dev -c requirements/runtime.txt -o requirements/dev.txt

sbom: .venv/runtime.stamp ## the bill of materials of production (CycloneDX), to var/sbom.json
	@mkdir -p var && $(PYTHON) .ci/sbom.py > var/sbom.json && echo var/sbom.json

messages: .venv/dev.stamp ## collect and compile translations (needs gettext)
	$(PYTHON) -m django makemessages -l fr --no-obsolete --no-location --no-wrap -i .venv -i var -i tests
	$(PYTHON) -m django compilemessages -l fr

screenshots: .venv/dev.stamp ## make the pictures of docs/organiser.md and the contact sheets anew
	GUIDE_PICTURES=docs/images/organiser $(PYTHON) -m pytest -q -m browser tests/journeys/test_organiser_guide.py tests/signatures/desk/test_moderation_in_a_browser.py
	CONTACT_SHEETS=docs/images/pages $(PYTHON) -m pytest -q -m browser tests/journeys/test_contact_sheet.py

.venv/runtime.stamp: requirements/demo.txt
	@sh .ci/environment demo

.venv/dev.stamp: requirements/dev.txt
	@sh .ci/environment dev
