# Every target does its own set-up: a clone, Python 3.11 or newer and make are enough.

PYTHON ?= $(shell for python in python3.11 python3.12 python3.13 python3.14 python3; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$python && break; done)
VENV := .venv
IN := $(VENV)/bin/python -m
INSTALL := $(IN) pip install --quiet --disable-pip-version-check
EXTRAS := --extra slack --extra discord

.PHONY: help demo setup run test check bench lock clean

help: ## say what make can do
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' Makefile

demo: $(VENV)/.runs ## see it work: a chat and a Lock Screen in one page, without an account
	@$(IN) adapters.cli demo

setup: $(VENV)/.ready ## make .venv, with everything in it

run: setup ## run Lockstep
	$(VENV)/bin/lockstep run

test: setup ## do all that CI does
	$(IN) tests

check: setup ## the same without the slow tests
	$(IN) tests --fast

bench: setup ## measure
	$(IN) tests.bench

lock: setup ## write the lock files anew; UPGRADE=--upgrade takes newer versions
	$(LOCK) $(EXTRAS) --output-file requirements.lock pyproject.toml
	$(LOCK) $(EXTRAS) --extra dev --constraint requirements.lock \
		--output-file requirements-dev.lock pyproject.toml

clean: ## take away what make and the tests made
	rm -rf $(VENV) build dist *.egg-info .coverage .hypothesis
	rm -rf .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find bot adapters tests -name __pycache__ -prune -exec rm -rf {} +

# One lock for every Python and system: what only some of them need bears a marker.
LOCK = $(IN) uv pip compile --quiet --no-config --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-emit-find-links \
	--custom-compile-command "make lock" $(UPGRADE)

# Three stamps: the demo needs no tools, and a change of pyproject.toml fetches nothing again.
$(VENV)/.runs: requirements.lock
	@test -n "$(PYTHON)" || { \
		echo "Lockstep needs Python 3.11 or newer, and found none here."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) cannot make a virtual environment:" \
		"install its venv package (Debian: python3-venv), then run make again."; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	$(INSTALL) --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.locked: $(VENV)/.runs requirements-dev.lock
	$(INSTALL) --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)/.ready: $(VENV)/.locked pyproject.toml
	$(INSTALL) --no-deps --no-build-isolation --no-index --editable .
	@touch $@
