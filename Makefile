# Everything a developer or an operator types. Needs make and Python 3.11 or newer; `make help` explains.

PYTHON ?= python3
BOOT = @command -v $(PYTHON) >/dev/null || { echo "There is no $(PYTHON) here; the portal needs Python 3.11 or newer."; exit 1; }; \
	exec $(PYTHON) portal/launch/bootstrap.py
COMPILE = .venv/bin/uv --no-python-downloads pip compile --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-header --no-annotate --quiet

.DEFAULT_GOAL := help
.PHONY: help run test check format bench lock migrations

help: ## Explain the targets
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/  make \1|\2/p' Makefile | while IFS='|' read -r target words; do printf '%-18s %s\n' "$$target" "$$words"; done
	@echo
	@echo '  PORTAL_PORT (8000), PORTAL_VAR (var/), DATABASE_URL, PORTAL_DEMO (1): see docs/running.md'

run: ## Start the portal with everything it needs; Ctrl-C stops it
	$(BOOT) -m portal.launch

test: ## Set up what the tests need and run all of them (ARGS="tests/members -k names" for some)
	@.ci/servers
	$(BOOT) --also dev --try ldap -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

check: ## Lint, types, templates, migrations, import contracts, deployment settings
	$(BOOT) --also dev .ci/check.py

format: ## Format sources and templates, and fix what can be fixed
	$(BOOT) --also dev .ci/check.py --fix

bench: ## Time the main pages as ratios to bare Django views
	$(BOOT) --also dev -m benchmarks

lock: ## Resolve requirements/*.in again into the hashed locks
	$(BOOT) -c pass
	@for name in installer base postgres dev ldap; do $(COMPILE) requirements/$$name.in -o requirements/$$name.lock; done

migrations: ## Write migrations for changed models
	$(BOOT) manage.py makemigrations
