# Only python3 (3.11 or newer), make and PyPI are needed; everything else is set up in .venv. The tests of editors want npm.
PYTHON ?= python3
BIN := .venv/bin
# tfgen alone, and the tools of those who work on it: a first render does not wait for these.
INSTALLED := .venv/.installed
READY := .venv/.ready
# The schemas of AWS provider 6.x for `terraform plan`, where the tool that serves them lies beside this repository.
STUB := .venv/terraform-v6
SCANNER := .venv-checkov/.ready
# The language server of YAML: what editors say of specs; and what lints workflows of GitHub.
EDITOR_READY := .venv/node/.ready
# What judges logs of SARIF, of Microsoft; the tests that want it are skipped where there is no npm.
SARIF_READY := .venv/sarif/.ready
# Six workers read these tests and tfgen: once is enough.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help render test terraform sweeps fuzz words lives check lint format goldens docs site serve clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

$(INSTALLED): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.12 ..."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(READY): $(INSTALLED)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --group dev
	@command -v "$${TERRAFORM:-terraform}" >/dev/null || $(BIN)/python -m pip install --quiet --disable-pip-version-check --group terraform
	@touch $@

$(SCANNER): pyproject.toml
	@test -x .venv-checkov/bin/python || $(PYTHON) -m venv .venv-checkov
	@.venv-checkov/bin/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	@.venv-checkov/bin/python -m pip install --quiet --disable-pip-version-check --group checkov
	@touch $@

# CI fails without npm; who has none is told so, and the tests of editors are skipped.
$(EDITOR_READY): Makefile | $(READY)
	@if command -v npm >/dev/null; then \
	  mkdir -p .venv/node && npm install --prefix .venv/node --no-save --no-audit --no-fund --loglevel=error yaml-language-server@1.25.0 >/dev/null && touch $@; \
	else echo "no npm: what editors say of specs is not tested"; test -z "$$CI"; fi

$(SARIF_READY): Makefile | $(READY)
	@if command -v npm >/dev/null; then \
	  mkdir -p .venv/sarif && npm install --prefix .venv/sarif --no-save --no-audit --no-fund --loglevel=error @microsoft/sarif-multitool@5.7.0 >/dev/null && touch $@; \
	else echo "no npm: logs of SARIF are not validated"; test -z "$$CI"; fi

render: $(INSTALLED) ## render specs/acc.yaml into out/acc
	@$(BIN)/tfgen render specs/acc.yaml -o out

$(STUB)/cli.tfrc: $(wildcard ../shared/tools/terraform-v6/setup.sh) | $(READY)
	@test -z "$<" || bash $< $(STUB)

# What is collected first is longest and stays first: by number of tests, short chains of it would begin at the end.
TESTS := $(BIN)/python -m pytest -n auto --dist loadgroup --no-loadscope-reorder --hypothesis-profile thorough -rs -m

test: $(READY) $(SCANNER) $(EDITOR_READY) $(SARIF_READY) $(STUB)/cli.tfrc ## run all tests but those of terraform and sweeps; those that need Terraform are skipped where there is none
	@$(BIN)/python tests/terraform_cli.py
	@$(TESTS) "not terraform and not sweep"

terraform: $(READY) $(STUB)/cli.tfrc ## plan every spec with real Terraform, apply it on the emulator, read the accounts back, and live through all features
	@$(BIN)/python tests/terraform_cli.py
	@$(TESTS) "terraform and not sweep"

sweeps: $(READY) $(STUB)/cli.tfrc ## the long looks: further lives, every word of the language, names of many clusters, regions
	@$(TESTS) sweep

fuzz: $(READY) ## the long looks for faults of tfgen itself: 100,000 inputs, 8,000 specs with secrets
	@$(BIN)/python -m pytest -n auto tests/test_fuzz.py tests/test_secret_mutants.py -m sweep

words: $(READY) ## print which words of the language the specs of the tests use
	@$(BIN)/python tests/words

lives: $(READY) ## live all lives, and write their table into the docs
	@$(BIN)/python tests/lives

lint: $(READY) ## check style and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

check: lint ## the daily loop: lint, types and the fast tests
	@$(BIN)/python -m pytest -n auto --dist loadgroup -m "not slow"

format: $(READY) ## format the code
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

goldens: $(INSTALLED) ## render all specs into out/; the diff is the review
	@$(BIN)/tfgen render specs/*.yaml -o out
	@$(BIN)/tfgen render specs/shop/*.yaml -o out/shop
	@$(BIN)/tfgen render specs/teams/*.yaml -o out/teams

docs: $(INSTALLED) ## write the pages that are made from the code
	@$(BIN)/tfgen explain --format markdown > docs/reference/findings.md
	@COLUMNS=80 $(BIN)/tfgen --help > tfgen/cli/help.txt
	@$(BIN)/tfgen graph specs/acc.yaml -o docs/pictures/acc.svg 2>/dev/null
	@$(BIN)/python bench/reference

site: $(READY) ## build the site of the documentation into build/site
	@$(BIN)/zensical build --strict

serve: $(READY) ## show the site of the documentation, and build it anew when a page changes
	@$(BIN)/zensical serve

clean: ## remove what the targets set up
	@rm -rf .venv .venv-checkov .mypy_cache .ruff_cache .hypothesis
