import Glibc
import Testing

@testable import LabMachine

@Suite struct DebianReleaseTests {
  @Test(
    arguments: [
      ("6.1.0-56-cloud-amd64", "cloud-amd64"), ("6.12.117+deb12-amd64", "amd64"),
      ("6.13.0-rc1-rt-amd64", "rt-amd64"), ("6.1.0-0.deb11.5-amd64", "amd64"),
      ("6.1.0-rcu-amd64", "rcu-amd64"), ("6.1.0", nil),
    ] as [(String, String?)])
  func theFlavourIsWhatFollowsTheVersion(release: String, flavour: String?) {
    #expect(DebianRelease.flavour(of: release) == flavour)
  }

  @Test func kernelsOfOneFlavourStandInTheirOrder() {
    let names = [
      "linux-image-6.12.9+deb12-cloud-amd64", "linux-image-6.1.0-9-cloud-amd64-unsigned",
      "linux-image-6.1.0-10-cloud-amd64", "linux-image-6.1.0-9-cloud-amd64",
      "linux-image-6.1.0-9-amd64", "linux-image-cloud-amd64", "linux-image-6.1.0-9-cloud-amd64-dbg",
      "linux-image-6.12.10+deb12-cloud-amd64-unsigned",
    ]
    #expect(
      DebianRelease.all(of: "cloud-amd64", among: names) == [
        DebianRelease(
          release: "6.1.0-9-cloud-amd64", package: "linux-image-6.1.0-9-cloud-amd64"),
        DebianRelease(
          release: "6.1.0-10-cloud-amd64", package: "linux-image-6.1.0-10-cloud-amd64"),
        DebianRelease(
          release: "6.12.9+deb12-cloud-amd64", package: "linux-image-6.12.9+deb12-cloud-amd64"),
        DebianRelease(
          release: "6.12.10+deb12-cloud-amd64",
          package: "linux-image-6.12.10+deb12-cloud-amd64-unsigned"),
      ])
  }
}
