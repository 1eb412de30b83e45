import Glibc
import LabEvidence
import Testing

/// A file that cannot be written is told when it is opened, with what keeps it from being written.
@Suite(.enabled(if: geteuid() != 0, "root may write everything"))
struct UnwritableStoreTests {
  private func message(_ fixture: Fixture) -> String? {
    do {
      try fixture.open().close()
      return nil
    } catch {
      return (error as? StoreFailure)?.message
    }
  }

  @Test func aFileThatMayOnlyBeRead() throws {
    let fixture = try Fixture()
    try fixture.open().close()
    chmod(fixture.path, 0o444)
    #expect(message(fixture) == "it cannot be written: Permission denied")
    try Store.open(path: fixture.path, for: .read).close()
  }

  @Test(arguments: [true, false]) func aFolderThatMayOnlyBeRead(hasFile: Bool) throws {
    let fixture = try Fixture()
    if hasFile { try fixture.open().close() }
    chmod(fixture.folder, 0o555)
    defer { chmod(fixture.folder, 0o755) }
    #expect(
      message(fixture) == "its folder, where its log lies too, cannot be written: Permission denied"
    )
  }
}
