# Lantai 兰台. `make run` is all that is needed to try it; `make help` lists the rest.
.DEFAULT_GOAL := help
.PHONY: help setup run test check eval rehearse bench train lock
LANTAI := .venv/bin/lantai
# Where a machine forbids Python to keep what it compiled, each of the many processes would compile every library anew.
unexport PYTHONDONTWRITEBYTECODE

help: ## this list
	@echo "Lantai 兰台: the remote archive service on WeChat"
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## install everything, test and lint tools too
	@tools/bootstrap --dev

run: ## install, train when needed, start everything and print the addresses
	@tools/bootstrap
	@exec $(LANTAI) run

test: ## the whole test suite
	@tools/bootstrap --dev
	@exec .venv/bin/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadscope $(ARGS)

check: ## formatting, lint, types and import contracts
	@tools/bootstrap --dev --only app
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports

eval: ## scores of understanding and dialogue on the project's own data
	@tools/bootstrap --dev
	@exec $(LANTAI) eval

rehearse: ## simulated applicants talk to the product, such as ARGS="--seed 7 --count 100"
	@tools/bootstrap --dev
	@exec $(LANTAI) rehearse $(ARGS)

bench: ## speed, against a plain Rasa on the same machine: a table, and the same as JSON, such as ARGS="--quick"
	@tools/bootstrap --dev
	@exec $(LANTAI) bench $(ARGS)

train: ## train the model now, changed or not
	@tools/bootstrap
	@exec $(LANTAI) train

lock: ## resolve requirements/*.in into the lock files again
	@tools/bootstrap --lock
