# make demo   install what is missing, build, and run the experiments
# make test   install what is missing, build, lint and run every test
# make bench  build, and time labbook beside other tools ([BENCH="--quick --output FILE"])
# make build | lint | install [PREFIX=/usr/local] | clean

SWIFT ?= swift
PREFIX ?= /usr/local
# Where builds go; another folder lets a second user build the same tree.
BUILD ?= .build
# The Swift runtime is linked in: nothing but the system's own libraries is loaded at start.
RELEASE_FLAGS ?= -c release --static-swift-stdlib

SWIFT_PACKAGE = --scratch-path $(BUILD)
RELEASE = $(BUILD)/release

.PHONY: build demo test lint bench install clean packages-build packages-run packages-test

# Product by product: a static build of everything would link GRDB's dynamic library too, and fail.
build: packages-build
	$(SWIFT) build $(SWIFT_PACKAGE) $(RELEASE_FLAGS) --product labbook
	$(SWIFT) build $(SWIFT_PACKAGE) $(RELEASE_FLAGS) --product labbook-agent

demo: packages-run build
	$(RELEASE)/labbook run experiments/

test: packages-test lint
	$(SWIFT) build $(SWIFT_PACKAGE) --build-tests
	$(SWIFT) test $(SWIFT_PACKAGE) --skip-build --disable-xctest

lint:
	$(SWIFT) format lint --strict --parallel --recursive Sources Tests Package.swift

# Against cram, bats, bubblewrap and mininet, as far as they are installed: it installs none.
bench: packages-run build
	$(SWIFT) build $(SWIFT_PACKAGE) $(RELEASE_FLAGS) --product labbook-bench
	$(RELEASE)/labbook-bench $(BENCH)

install: build
	install -d $(DESTDIR)$(PREFIX)/bin
	install -m 755 $(RELEASE)/labbook $(RELEASE)/labbook-agent $(DESTDIR)$(PREFIX)/bin

clean:
	rm -rf $(BUILD)

packages-build:
	@scripts/packages build

packages-run:
	@scripts/packages build run

packages-test:
	@scripts/packages build run test
