# Everything a developer does, in one word. "make help" lists the words.
.POSIX:
.SUFFIXES:
.PHONY: help dev demo test test-slow test-watch coverage fuzz mutation faults bench bench-window lint bundle db-reset lock \
	window screenshots guide-pictures translations

VENV = .venv
BIN = $(VENV)/bin
DEMO_DAY = 2025-12-28
INPUTS = 1000000
MODULES =
PROCESSES = 3
GUIDE_PICTURES = queue details errors history dashboard first_start settings

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1: /p' Makefile | awk -F': ' '{ printf "  make %-18s %s\n", $$1, $$2 }'

$(VENV)/.ready-run: requirements.lock pyproject.toml .ci/setup
	@.ci/setup run

$(VENV)/.ready-dev: requirements-dev.lock pyproject.toml .ci/setup
	@.ci/setup dev

demo: $(VENV)/.ready-run ## set up, then load a day from built-in kassas into a built-in database
	@$(BIN)/frontol-desk --run --demo --date $(DEMO_DAY)

dev: $(VENV)/.ready-dev ## set up everything for development
	@echo "Ready. The program: $(BIN)/frontol-desk, the tests: make test"

lint: $(VENV)/.ready-dev ## style, types and import rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: lint ## set up, then everything that has to pass
	$(BIN)/python -m pytest -m "not slow and not alone" -n $(PROCESSES) --dist loadfile
	$(BIN)/python -m pytest -m "alone and not slow"

test-slow: $(VENV)/.ready-dev ## the longer half of the suites
	$(BIN)/python -m pytest -m slow

test-watch: $(VENV)/.ready-dev ## run the tests whenever a file changes, failed ones first
	@seen=; while :; do \
		now=$$(find frontol_desk resources tests pyproject.toml -type f ! -name '*.pyc' -exec cksum {} + | cksum); \
		if [ "$$now" != "$$seen" ]; then seen=$$now; $(BIN)/python -m pytest -x --failed-first -q || :; fi; \
		sleep 1; \
	done

coverage: $(VENV)/.ready-dev ## how much of the code the tests reach
	$(BIN)/python -m pytest --cov --cov-report=term

fuzz: $(VENV)/.ready-dev ## a million random exports: no crash, no hang, no line unaccounted for (INPUTS=...)
	@$(BIN)/python -m pip install --quiet 'atheris>=2.3'
	$(BIN)/python -m tests.fuzz.reader --inputs $(INPUTS)

mutation: $(VENV)/.ready-dev ## break format, planner and completeness detection, line by line; the tests must notice (MODULES=...)
	@$(BIN)/python -m pip install --quiet 'mutmut>=3.8,<4'
	$(BIN)/python -m tests.mutation.run $(MODULES)

faults: $(VENV)/.ready-dev ## every injected fault on real servers; half an hour, some need root (to mount disks)
	$(BIN)/python -m pytest tests/faults -q

bench: $(VENV)/.ready-dev ## rows a second beside psql \\copy, memory with a 500 MB file
	$(BIN)/python -m tests.bench.loading

bench-window: $(VENV)/.ready-dev ## stalls of the window's event loop while 400,000 rows load; time to a usable window
	$(BIN)/python -m tests.bench.window

window: $(VENV)/.ready-dev ## the window, with built-in kassas to try everything
	$(BIN)/frontol-desk --demo

screenshots: $(VENV)/.ready-dev ## every page and dialog, both languages and schemes, 100 and 150 %, in build/screenshots
	@for language in ru en; do for scheme in light dark; do for scale in 1 1.5; do \
		.ci/pictures "build/screenshots/$$language-$$scheme-$$scale" $$language $$scheme $$scale || exit 1; \
	done; done; done

guide-pictures: $(VENV)/.ready-dev ## take the pictures of the guide and the README anew
	@for language in ru en; do \
		.ci/pictures "build/guide/$$language" $$language light 1 || exit 1; \
		mkdir -p resources/help/pictures/$$language; \
		for name in $(GUIDE_PICTURES); do cp build/guide/$$language/$$name.png resources/help/pictures/$$language/; done; \
	done

translations: $(VENV)/.ready-dev ## collect the window's texts for translation, and compile what is translated
	$(BIN)/python resources/translations/collect.py
	$(BIN)/python resources/translations/build_hook.py

bundle: $(VENV)/.ready-dev ## the program with its own Python in one folder, dist/frontol-desk
	@$(BIN)/python -m pip install --quiet 'pyinstaller>=6.11'
	$(BIN)/pyinstaller --noconfirm --log-level WARN frontol_desk.spec

db-reset: $(VENV)/.ready-run ## forget everything the demo has loaded
	@$(BIN)/frontol-desk simulate --reset

lock: ## write the lock files anew, with the newest versions that fit
	@tool=$$(mktemp -d) && trap 'rm -rf "$$tool"' EXIT && python3 -m venv "$$tool" && "$$tool/bin/pip" install -q uv && \
	for which in "requirements.lock" "requirements-dev.lock --extra dev -c requirements.lock"; do \
		set -- $$which; file=$$1; shift; \
		printf "hatchling\neditables\n" | "$$tool/bin/uv" pip compile --quiet --upgrade --universal --python-version 3.11 \
			--generate-hashes --no-annotate --custom-compile-command "make lock" pyproject.toml - "$$@" -o "$$file"; \
	done
