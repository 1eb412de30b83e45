# make demo   install what is missing, build, and run the experiments
# make test   install what is missing, build, lint and run every test
# make test-kernels  build, and run every test of machines with other kernels
# make test-faults  build, and make every fault of docs/reliability.md at its full size
# make fuzz   build, and try 100,000 made-up inputs on each parser and decoder ([FUZZ=COUNT])
# make bench  build, and time labbook beside other tools ([BENCH="--quick --output FILE"])
# make schema  build, and write docs/schema.md anew
# make install | uninstall [PREFIX=/usr/local] [DESTDIR=]  programs, completions, man pages, docs
# make man    build, and write the man pages to .build/man
# make build | lint | clean

SWIFT ?= swift
PREFIX ?= /usr/local
# Where builds go; another folder lets a second user build the same tree.
BUILD ?= .build
# The Swift runtime is linked in: nothing but the system's own libraries is loaded at start.
RELEASE_FLAGS ?= -c release --static-swift-stdlib

# How many inputs each of the tests that make them up tries.
FUZZ ?= 100000
FUZZ_TESTS = MutationTests|anyBytesAreComparedWithoutACrash|noBytesWhateverMake(Decoding|AMessage)

# Tests that boot machines, or that LABBOOK_TEST_KERNELS=all adds.
KERNEL_TESTS = LabMachineTests

# Tests that docs/reliability.md names.
FAULT_TESTS = FaultTests|InterruptionTests|MergeKillTests|IsolationTests|LabBenchTests.StepTests|ExitStatusTests
FAULT_TESTS := $(FAULT_TESTS)|CommandLineTests|ConductedStepTests|LabEvidenceTests|NotebookFolderTests
FAULT_TESTS := $(FAULT_TESTS)|TerminalEscapeTests|UserModeTests|UserModeRunTests|ReliabilityPageTests

SWIFT_PACKAGE = --scratch-path $(BUILD)
RELEASE = $(BUILD)/release

.PHONY: build demo test test-kernels test-faults fuzz lint schema bench install uninstall man clean \
	packages-build packages-run packages-test

# Product by product: a static build of everything would link GRDB's dynamic library too, and fail.
build: packages-build
	$(SWIFT) build $(SWIFT_PACKAGE) $(RELEASE_FLAGS) --product labbook
	$(SWIFT) build $(SWIFT_PACKAGE) $(RELEASE_FLAGS) --product labbook-agent

demo: packages-run build
	$(RELEASE)/labbook run experiments/

test: packages-test lint $(BUILD)/kcidb $(BUILD)/browser
	$(SWIFT) build $(SWIFT_PACKAGE) --build-tests
	$(SWIFT) build $(SWIFT_PACKAGE) --product generate-manual
	$(SWIFT) test $(SWIFT_PACKAGE) --skip-build --disable-xctest

# KCIDB's own schema, for one test that is skipped without it: no Debian package has it.
$(BUILD)/kcidb:
	-python3 -m pip install --quiet --target $@ kcidb-io

# What a walk through the pages in a browser is driven and judged with; that test is skipped without it.
$(BUILD)/browser:
	-python3 -m pip install --quiet --target $@ selenium axe-core-python

# More of what `make test` does a little of: mutated claims, notebooks, expected output and packets.
fuzz: packages-test
	LABBOOK_FUZZ=$(FUZZ) $(SWIFT) test $(SWIFT_PACKAGE) --disable-xctest --filter '$(FUZZ_TESTS)'

# More of what `make test` does a little of: machines with other kernels.
test-kernels: packages-test
	LABBOOK_TEST_KERNELS=all $(SWIFT) test $(SWIFT_PACKAGE) --disable-xctest --filter '$(KERNEL_TESTS)'

# More of what `make test` does a little of: 100 kills, a line of 1 GB, 10,000 routes.
test-faults: packages-test
	LABBOOK_FAULTS=all $(SWIFT) test $(SWIFT_PACKAGE) --disable-xctest --filter '$(FAULT_TESTS)'

lint:
	$(SWIFT) format lint --strict --parallel --recursive Sources Tests Package.swift

# docs/schema.md, of the schema and of what Tests/LabEvidenceTests/Schema says of it.
schema: packages-test
	LABBOOK_WRITE_SCHEMA=1 $(SWIFT) test $(SWIFT_PACKAGE) --disable-xctest --filter SchemaPageTests

# Against cram, bats, bubblewrap, mininet and virtme-ng, as far as they are installed: it installs none.
bench: packages-run build
	$(SWIFT) build $(SWIFT_PACKAGE) $(RELEASE_FLAGS) --product labbook-bench
	$(SWIFT) build $(SWIFT_PACKAGE) $(RELEASE_FLAGS) --product labbook-bench-pages
	$(RELEASE)/labbook-bench $(BENCH)

# swift-argument-parser's, which writes pages of what a program's help says.
MANUAL = $(RELEASE)/generate-manual

$(MANUAL): build
	$(SWIFT) build $(SWIFT_PACKAGE) -c release --product generate-manual

man: build $(MANUAL)
	scripts/man-pages $(RELEASE)/labbook $(MANUAL) $(BUILD)/man

install: build $(MANUAL)
	scripts/install $(DESTDIR)$(PREFIX) $(RELEASE) $(MANUAL)

uninstall:
	scripts/install --remove $(DESTDIR)$(PREFIX)

clean:
	rm -rf $(BUILD)

packages-build:
	@scripts/packages build

packages-run:
	@scripts/packages build run

packages-test:
	@scripts/packages build run test
