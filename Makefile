# make demo   install what is missing, build, and run the experiments
# make test   install what is missing, build, lint and run every test
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

build: packages-build
	$(SWIFT) build $(SWIFT_PACKAGE) $(RELEASE_FLAGS)

demo: packages-run build
	$(RELEASE)/labbook run experiments/

test: packages-test lint
	$(SWIFT) build $(SWIFT_PACKAGE) --build-tests
	$(SWIFT) test $(SWIFT_PACKAGE) --skip-build --disable-xctest

lint:
	$(SWIFT) format lint --strict --parallel --recursive Sources Tests Package.swift

bench: packages-test
	$(SWIFT) build $(SWIFT_PACKAGE) $(RELEASE_FLAGS)
	$(RELEASE)/labbook-bench

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
