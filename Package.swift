// swift-tools-version: 6.1
import PackageDescription

// One direction: Markdown → plan → sandbox → events → evidence → verdicts → reports.
// ARCHITECTURE.md says what each target may import; Tests/StructureTests holds it to that.

let strict: [SwiftSetting] = [
  .unsafeFlags(["-warnings-as-errors"]),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
  name: "labbook",
  products: [
    .executable(name: "labbook", targets: ["labbook"]),
    .executable(name: "labbook-agent", targets: ["labbook-agent"]),
    .executable(name: "labbook-bench", targets: ["labbook-bench"]),
    .executable(name: "labbook-bench-pages", targets: ["labbook-bench-pages"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
  ],
  targets: [
    // The machine's headers and libraries.
    .target(name: "CLinux"),
    .systemLibrary(name: "CPcap", pkgConfig: "libpcap", providers: [.apt(["libpcap-dev"])]),
    .systemLibrary(
      name: "CCmarkGFM", pkgConfig: "libcmark-gfm",
      providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"])]),
    .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CMessageDigest", pkgConfig: "libmd", providers: [.apt(["libmd-dev"])]),

    // Values.
    .target(name: "LabModel", swiftSettings: strict),

    // Markdown → plan.
    .target(name: "LabClaims", dependencies: ["LabModel", "CPcap"], swiftSettings: strict),
    .target(
      name: "LabNotebook",
      dependencies: [
        "LabModel", "LabClaims", "CCmarkGFM", .product(name: "Yams", package: "Yams"),
      ],
      swiftSettings: strict),

    // Plan → events.
    .target(name: "LabSandbox", dependencies: ["LabModel", "CLinux"], swiftSettings: strict),

    // Plan → events, on another kernel.
    .target(
      name: "LabMachine", dependencies: ["LabModel", "LabSandbox", "LabDigest", "CLinux"],
      swiftSettings: strict),

    .target(name: "LabDigest", dependencies: ["CMessageDigest"], swiftSettings: strict),

    // Events → evidence → verdicts.
    .target(
      name: "LabEvidence",
      dependencies: [
        "LabModel", "LabClaims", "LabDigest", "CPcap", "CSQLite", "CZstd",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ],
      swiftSettings: strict),

    // The conductor: one plan on one bench into one journal.
    .target(
      name: "LabRun",
      dependencies: ["LabModel", "CLinux", "LabClaims", "LabSandbox", "LabEvidence"],
      swiftSettings: strict),

    // Verdicts → reports.
    .target(
      name: "LabReport", dependencies: ["LabModel", "LabEvidence"], swiftSettings: strict),

    // Reports → pages, on the web and in a folder.
    .target(
      name: "LabPages",
      dependencies: [
        "LabModel", "LabDigest", "LabClaims", "LabNotebook", "LabEvidence", "LabReport",
        "CCmarkGFM",
        .product(name: "Mustache", package: "swift-mustache"),
      ],
      resources: [.embedInCode("Templates")],
      swiftSettings: strict),

    // Pages → a browser on the same machine.
    .target(
      name: "LabBrowser",
      dependencies: [
        "LabEvidence", "LabPages", .product(name: "FlyingSocks", package: "FlyingFox"),
      ],
      swiftSettings: strict),

    .target(
      name: "LabCommands",
      dependencies: [
        "LabModel", "LabClaims", "LabNotebook", "LabSandbox", "LabMachine", "LabEvidence", "LabRun",
        "LabReport", "LabPages", "LabBrowser",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .executableTarget(name: "labbook", dependencies: ["LabCommands"], swiftSettings: strict),
    .executableTarget(
      name: "labbook-agent", dependencies: ["LabModel", "LabSandbox"], swiftSettings: strict,
      // PID 1 of a sandbox (and, in an initramfs, of a machine): nothing to load at run time.
      linkerSettings: [.unsafeFlags(["-static-executable"])]),
    // Times labbook beside tools that do part of what it does; it only starts programs.
    .executableTarget(name: "labbook-bench", swiftSettings: strict),
    // Makes the large database for it, and times pages over one.
    .executableTarget(
      name: "labbook-bench-pages", dependencies: ["LabModel", "LabEvidence", "LabPages"],
      swiftSettings: strict),

    .testTarget(name: "LabModelTests", dependencies: ["LabModel"]),
    .testTarget(name: "LabClaimsTests", dependencies: ["LabModel", "LabClaims"]),
    .testTarget(name: "LabNotebookTests", dependencies: ["LabModel", "LabClaims", "LabNotebook"]),
    .testTarget(name: "LabSandboxTests", dependencies: ["LabModel", "LabSandbox", "CLinux"]),
    // What every bench must do, on each that the machine has.
    .testTarget(
      name: "LabBenchTests", dependencies: ["LabModel", "LabSandbox", "LabMachine"]),
    .testTarget(
      name: "LabMachineTests",
      dependencies: ["LabModel", "LabSandbox", "LabMachine", "LabDigest", "CLinux"]),
    .testTarget(
      name: "LabEvidenceTests",
      dependencies: [
        "LabModel", "LabClaims", "LabEvidence", .product(name: "GRDB", package: "GRDB.swift"),
      ]),
    // The labbook that was built, run from outside, and what the machine looks like before and after.
    .target(name: "TestSupport", path: "Tests/TestSupport"),
    .testTarget(
      name: "LabRunTests",
      dependencies: [
        "LabModel", "LabClaims", "LabNotebook", "LabSandbox", "LabMachine", "LabEvidence",
        "LabRun", "TestSupport", .product(name: "GRDB", package: "GRDB.swift"),
      ]),
    .testTarget(name: "LabReportTests", dependencies: ["LabModel", "LabEvidence", "LabReport"]),
    .testTarget(
      name: "LabPagesTests",
      dependencies: [
        "LabModel", "LabClaims", "LabNotebook", "LabEvidence", "LabReport", "LabPages",
      ]),
    .testTarget(
      name: "LabBrowserTests", dependencies: ["LabEvidence", "LabPages", "LabBrowser"]),
    .testTarget(
      name: "LabCommandsTests",
      dependencies: [
        "LabModel", "LabEvidence", "LabMachine", "LabReport", "LabCommands",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    // What goes wrong around labbook: docs/reliability.md is their table.
    .testTarget(
      name: "FaultTests",
      dependencies: [
        "LabModel", "LabEvidence", "TestSupport", .product(name: "GRDB", package: "GRDB.swift"),
      ]),
    .testTarget(name: "StructureTests"),
  ],
  swiftLanguageModes: [.v6]
)
