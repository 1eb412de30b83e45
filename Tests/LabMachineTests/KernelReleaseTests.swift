import Testing

@testable import LabMachine

@Suite struct KernelReleaseTests {
  /// In the order of their numbers; dpkg --compare-versions agrees on all but `-rc`.
  static let ordered = [
    "4.19.0-9-amd64", "4.19.0-27-amd64", "5.10.0", "6.1.0-9-cloud-amd64", "6.1.0-56-amd64",
    "6.1.0-56-cloud-amd64", "6.1.176", "6.9.12", "6.12.0-rc1", "6.12.0-rc10", "6.12.0",
    "6.12.107+deb12-amd64", "6.12.117+deb12-amd64", "6.13.0-rc2-00012-gabcdef", "6.13.0",
  ]

  @Test func releasesAreInTheOrderOfTheirNumbers() {
    let releases = Self.ordered.map(KernelRelease.init)
    #expect(releases.shuffled().sorted() == releases)
    for (left, right) in zip(releases, releases.dropFirst()) {
      #expect(left < right)
      #expect(!(right < left))
    }
  }

  @Test func theOrderIsDpkgs() throws {
    guard ProgramPath.find("dpkg") != nil else { try Test.cancel("dpkg is not installed") }
    let releases = Self.ordered.filter { !$0.contains("-rc") }
    for (left, right) in zip(releases, releases.dropFirst()) {
      try ProgramRun.run(["dpkg", "--compare-versions", left, "lt", right])
    }
  }

  @Test(arguments: [
    ("6.12", "6.12.117+deb12-cloud-amd64", true), ("6.12", "6.120.1", false),
    ("6.12", "6.12", true), ("6.12", "6.12-rc1", true), ("6.1", "6.12.1", false),
    ("6.1.0-56", "6.1.0-56-cloud-amd64", true), ("6.1.0-5", "6.1.0-56-cloud-amd64", false),
    ("6.12.117", "6.12.117+deb12-amd64", true), ("", "6.1", false), ("6.1.0", "6.1", false),
  ])
  func aBeginningEndsWhereANumberEnds(prefix: String, release: String, fits: Bool) {
    #expect(KernelRelease(release).begins(with: prefix) == fits)
  }

  @Test func equalNumbersThatAreWrittenDifferentlyStillHaveAnOrder() {
    #expect(KernelRelease("6.01") != KernelRelease("6.1"))
    #expect(
      (KernelRelease("6.01") < KernelRelease("6.1"))
        != (KernelRelease("6.1") < KernelRelease("6.01")))
  }
}
