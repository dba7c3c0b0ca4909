# Everything a person or CI does with this project. Each target does its own set-up, and only when something changed:
# it needs Python 3.11 or later, make and a package index, and puts all that it installs into .venv.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1
export PIP_ROOT_USER_ACTION := ignore
# Where this is set, as in many containers, each of the processes that the tests start would compile the package anew.
export PYTHONDONTWRITEBYTECODE :=

VENV := .venv
PY := $(VENV)/bin/python
# Another Python than the newest found: make test PYTHON=/path/to/python3.13
PYTHON ?=
# More for pytest: make test PYTEST_ARGS=--hypothesis-show-statistics
PYTEST_ARGS ?=
# More for the evaluation: make eval EVAL_ARGS='remedies --misses'
EVAL_ARGS ?=
# What `make diff` builds from, and against which revision; more for it: make diff DIFF_ARGS='--examples 10'
ARCHIVE ?= fixtures
AGAINST ?= main
DIFF_ARGS ?=
# What ruff and mypy read: the package and its tests, and the scripts beside them.
CODE := decision_parser tests $(wildcard benchmarks fuzz mutation notebooks docs/conf.py)

# ── set-up ───────────────────────────────────────────────────────────────────────────────────────────────────────────

# A .venv is kept when its Python runs and is new enough, is the one asked for, and was made for this folder: scripts and
# the editable install hold absolute paths, so a checkout that was moved or copied needs a new one.
WHICH := -c 'import sys; print(sys.base_prefix, sys.version)'
KEPT := $(shell [ "$$(cat $(VENV)/.stamp-venv 2>/dev/null)" = "$(CURDIR)" ] \
	&& $(PY) -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { [ -z "$(PYTHON)" ] || [ "$$("$(PYTHON)" $(WHICH) 2>/dev/null)" = "$$($(PY) $(WHICH))" ]; } && echo yes)
ifneq ($(KEPT),yes)
.PHONY: $(VENV)/.stamp-venv
endif

# The interpreter below a virtual environment is asked for: python3 may itself come from the .venv that is removed here.
$(VENV)/.stamp-venv:
	@for name in $(or $(PYTHON),python3.14 python3.13 python3.12 python3.11 python3); do \
		python=$$($$name -c 'import ensurepip, sys, venv; print(sys._base_executable); sys.exit(sys.version_info < (3, 11))' \
			2>/dev/null) || continue; \
		echo "Making $(VENV) with $$name" >&2; \
		rm -rf $(VENV) && "$$python" -m venv $(VENV) && printf '%s\n' "$(CURDIR)" >$@; exit; \
	done; \
	echo "No Python 3.11 or later with its venv module was found ($(or $(PYTHON),python3.14 to python3.11 and python3)):" \
		"install one (on Debian also python3-venv), or name yours with 'make PYTHON=/path/to/python3'." >&2; \
	exit 1

define install
@echo "Installing $< into $(VENV)" >&2
@$(PY) -m pip install --quiet --require-hashes --requirement $<
@$(PY) -m pip install --quiet --no-deps --no-build-isolation --editable .
@touch $@
endef

$(VENV)/.stamp-run: requirements.lock pyproject.toml $(VENV)/.stamp-venv
	$(install)

$(VENV)/.stamp-dev: requirements-dev.lock pyproject.toml $(VENV)/.stamp-venv
	$(install)

# What `make demo` and the notebooks need is in the dev lock too, in the same versions.
RUN := $(VENV)/.stamp-$(if $(and $(KEPT),$(wildcard $(VENV)/.stamp-dev)),dev,run)
DEV := $(VENV)/.stamp-dev

# ── targets ──────────────────────────────────────────────────────────────────────────────────────────────────────────

.PHONY: help demo notebooks test coverage soak fuzz mutants lint audit format diff generate docs bench eval lock clean

help: ## say what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

demo: $(RUN) ## build a dataset from the fixtures, and refresh another from a sample of the publisher's site
	$(VENV)/bin/decision-parser build fixtures --out demo/dataset
	$(PY) notebooks/demo.py demo/dataset
	PYTHONPATH=. $(PY) notebooks/demo_refresh.py demo/refresh

# DATASET=folder: on another dataset than the demo's
notebooks: $(RUN) ## run the notebooks, and put copies with their pictures into demo/notebooks
	@[ -n "$(DATASET)" ] || [ -e demo/dataset/current ] || $(VENV)/bin/decision-parser build fixtures --out demo/dataset
	$(if $(DATASET),DATASET='$(DATASET)') $(PY) notebooks/run.py demo/notebooks

# What the tests write is gone when they are done, so that memory is the place for it, where there is room (4 GB). The third
# worker works while the others wait for processes that they kill, for a browser, or for the time of a late answer.
SPACE := $(shell df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 && $$4 > 4000000 { print "/dev/shm" }')

test: lint ## all checks and all tests
	@folder=$$(mktemp -d "$(or $(SPACE),$${TMPDIR:-/tmp})/tests.XXXXXX") && trap 'rm -rf "$$folder"' EXIT INT TERM && \
		TMPDIR="$$folder" $(PY) -m pytest -n 3 --dist worksteal $(PYTEST_ARGS)

coverage: $(DEV) ## all tests, and which lines and branches they run: twice as slow
	$(PY) -m pytest -n 2 --dist worksteal --cov --cov-report=term-missing:skip-covered $(PYTEST_ARGS)

soak: $(DEV) ## what takes long: kills at 25 moments, every fault, sixty nights, a larger site, generated documents
	KILLS=25 $(PY) -m pytest -n 2 --dist worksteal -m "crash or soak" $(PYTEST_ARGS)
	DECISIONS=600 $(PY) -m pytest -n 2 --dist worksteal tests/test_refresh.py $(PYTEST_ARGS)
	$(PY) -m tests.soak.histories --nights 60 --count 3
	$(PY) -m tests.thousand
	$(PY) -m tests.hostile

# TARGET=pdf, listing, warc and others: python -m fuzz --help; FOR=seconds. It is installed when it is first asked for.
TARGET ?= html
FOR ?= 1800
fuzz: $(DEV) ## look for bytes that break a reader: make fuzz TARGET=html FOR=1800
	@$(PY) -c 'import atheris' 2>/dev/null || $(PY) -m pip install --quiet --require-hashes --requirement requirements-fuzz.lock
	$(PY) -m fuzz $(TARGET) --seconds $(FOR) --corpus build/fuzz/$(TARGET)

# ONLY='decision_parser/parsing/*': these modules alone; SAMPLE=0: every mutant there is; SEED=2 draws others; more for it:
# MUTANTS_ARGS='--results build/mutation/mine.jsonl', to go on where a run was stopped. Installed when first asked for.
ONLY ?= *
SAMPLE ?= 300
SEED ?= 1
MUTANTS_ARGS ?=
mutants: $(DEV) ## make parsing and quality wrong in one place at a time: does a test fail?
	@$(PY) -c 'import mutmut' 2>/dev/null || $(PY) -m pip install --quiet --require-hashes --requirement requirements-mutants.lock
	$(PY) -m mutation --only '$(ONLY)' --sample $(SAMPLE) --seed $(SEED) $(MUTANTS_ARGS)

lint: $(DEV) ## all checks but the tests
	$(PY) -m ruff check $(CODE)
	$(PY) -m ruff format --check $(CODE)
	$(PY) -m mypy $(CODE)
	$(VENV)/bin/lint-imports --no-logo
	$(PY) -m decision_parser.dataset.documentation --check
	$(PY) -m decision_parser.cli.manual --check
	$(PY) notebooks/strip.py --check

# pip-audit is in no lock file: it goes into a .venv of its own, the first time. Where the index does not tell of weaknesses,
# as many mirrors do not, `--strict` says so: it would pass all packages else.
AUDIT := build/audit
audit: $(DEV) ## ask whether a weakness of any locked package is known; needs a package index
	@[ -x $(AUDIT)/bin/pip-audit ] || { rm -rf $(AUDIT) && $(PY) -m venv $(AUDIT) && \
		$(AUDIT)/bin/python -m pip install --quiet --retries 1 --timeout 15 pip-audit >/dev/null 2>&1; } || \
		{ rm -rf $(AUDIT); echo 'Nothing was audited: pip-audit could not be installed, as no package index was reached.' >&2; exit 1; }
	@for lock in requirements.lock requirements-dev.lock; do \
		$(AUDIT)/bin/pip-audit --strict --require-hashes --disable-pip --progress-spinner off --requirement $$lock || exit; done

format: $(DEV) ## lay out the code, and mend what ruff can mend
	$(PY) -m ruff check --fix-only $(CODE)
	$(PY) -m ruff format $(CODE)

diff: $(RUN) ## say what the working tree does to the fixtures, against AGAINST=main; ARCHIVE=archive: to an archive
	$(VENV)/bin/decision-parser diff --archive $(ARCHIVE) --against $(AGAINST) $(DIFF_ARGS)

generate: $(DEV) ## write the files that are made from the code again
	$(PY) -m decision_parser.dataset.documentation --write
	$(PY) -m decision_parser.cli.manual --write

docs: $(DEV) ## build the documentation into build/docs, every warning an error
	$(PY) -m sphinx -W -n --keep-going -q -b html docs build/docs
	@echo "Open build/docs/index.html" >&2

bench: $(DEV) ## measure speed and memory
	$(PY) -m benchmarks

eval: $(DEV) ## score documents and finders against what people read; writes docs/accuracy.md
	$(PY) -m tests.evaluation --page docs/accuracy.md $(EVAL_ARGS)

# Versions already locked stay, unless: make lock UPGRADE=--upgrade (or UPGRADE='--upgrade-package lxml')
UPGRADE ?=
# jsonpath-rw, which only the tests of Croissant metadata need, is published as source alone.
COMPILE = $(VENV)/bin/uv pip compile pyproject.toml --quiet --python $(PY) --universal --python-version 3.11 \
	--fork-strategy fewest --only-binary :all: --no-binary jsonpath-rw --generate-hashes --no-annotate --no-strip-extras --no-emit-index-url --no-emit-find-links \
	--custom-compile-command 'make lock' $(UPGRADE)

lock: $(DEV) ## resolve the dependencies again and write the lock files
	$(COMPILE) --all-extras --group demo --output-file requirements.lock
	$(COMPILE) --all-extras --group dev --constraint requirements.lock --output-file requirements-dev.lock
	$(subst pyproject.toml,--group fuzz,$(COMPILE)) --output-file requirements-fuzz.lock
	$(subst pyproject.toml,--group mutants,$(COMPILE)) --constraint requirements-dev.lock --output-file requirements-mutants.lock
	@! grep -n '://' requirements.lock requirements-dev.lock requirements-fuzz.lock requirements-mutants.lock || { echo 'A lock file must name no address.' >&2; exit 1; }

clean: ## remove all that was made here, .venv too
	rm -rf $(VENV) .coverage .coverage.* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache build demo dist
	find $(CODE) -name __pycache__ -type d -prune -exec rm -rf {} +
