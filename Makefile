# What this project can do. `make` alone explains itself.
# The work is done by scripts; a target only names it.

VENV ?= .venv
PORT ?=
ONLY ?=
ARGS ?=
TOPICS ?=
PYTHON ?= python3
export VENV PORT ONLY ARGS TOPICS

.DEFAULT_GOAL := help
.PHONY: help run production demo labs lint test bench

help: ## Explain the targets
	@echo "make TARGET    (settings: PORT=8001 and VENV=.venv, written after the target)"
	@echo
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) \
	  | awk -F'|' '{ printf "%-18s %s\n", $$1, $$2 }'

run: ## The site on this machine, for development: http://127.0.0.1:8000
	@"$(PYTHON)" deploy/development.py

production: ## The whole stack on this machine: nginx, uWSGI, PostgreSQL: http://127.0.0.1:8099
	@"$(PYTHON)" -m deploy.production

demo: ## Fill the development site with the demo community (twice is harmless)
	@"$(PYTHON)" deploy/development.py demo

labs: ## What the labs import, fetched once; afterwards: python manage.py lab
	@"$(PYTHON)" deploy/development.py labs

lint: ## Read the code for mistakes and style; change nothing
	@ONLY=lint "$(PYTHON)" -m tests.run

test: ## Every check and test, as on the server (ONLY=unit for a part)
	@"$(PYTHON)" -m tests.run

bench: ## What pages and lists cost, as ratios (TOPICS=50000 for a million comments, PART=pages, search or office)
	@ONLY=bench "$(PYTHON)" -m tests.run
