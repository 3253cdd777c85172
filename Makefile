# Everything you can do with Balie. `make` alone lists it.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.DELETE_ON_ERROR:

BIN := .venv/bin
READY := .venv/.ready
export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: help setup run shell train test lint types imports check-content pytest evaluate bench doctor migration lock clean simulate phone staff

help: ## This list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

# --- start here

setup: $(READY) ## Make .venv and install everything (the other commands do this by themselves)

$(READY): requirements.lock tools/setup.sh
	@tools/setup.sh

run: $(READY) ## Start Balie on this machine; trains first if something changed; Ctrl-C stops it
	@python -m tools.run

shell: train ## Talk to Balie in the terminal (rasa shell, with the action server)
	@python -m tools.shell

simulate: $(READY) ## A message by another channel to a running Balie: make simulate CHANNEL=whatsapp|sms [TEXT="..."]
	@python -m tools.simulate $(CHANNEL) $${TEXT:+"$$TEXT"}

phone: $(READY) ## Call the running Balie: type what the caller says or the keys, read (and hear, with espeak-ng) the answer
	@python -m tools.phone $(ARGS)

train: $(READY) ## Train the model, if anything it is made of changed
	@python -m tools.train

staff: $(READY) ## Who may sign in at the desk: make staff ARGS="fatima --name Fatima --roles agent,admin"
	@python -m tools.staff $(ARGS)

doctor: $(READY) ## What is configured, reachable and really in use
	@python -m tools.doctor

# --- tests and measurements

test: $(READY) lint types imports check-content train pytest ## Everything that must be green before a change goes in

lint: $(READY)
	ruff check .
	ruff format --check .

types: $(READY)
	mypy

imports: $(READY)
	lint-imports

check-content: $(READY) ## Check the answer library and all texts for residents
	python -m tools.check_content

pytest: $(READY)
	pytest $(ARGS)

evaluate: train ## How well does Balie answer? make evaluate DATA=folder [OUT=reports]
	python -m tools.evaluate $(if $(DATA),$(DATA)) $(if $(OUT),--out $(OUT))

bench: train ## Speed and memory against a fresh `rasa init` bot, in one run
	python -m bench

# --- maintenance

migration: $(READY) ## Write the migration for a change of the tables: make migration NAME="..."
	@python -m tools.migration "$(NAME)"
	@ruff format -q connectors/storage/migrations


lock: $(READY) ## Resolve requirements.in into requirements.lock again (UPGRADE=1: newest versions)
	@tools/lock.sh

clean: ## Remove what can be made again (keeps var/, where the conversations are)
	rm -rf .venv models reports .rasa .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
