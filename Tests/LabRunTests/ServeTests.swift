import Foundation
import LabEvidence
import TestSupport
import Testing

/// `labbook serve` as a program: what it prints, what it opens, and how it ends.
@Suite struct ServeTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try Store.open(path: folder.path + "/labbook.sqlite").close()
  }

  private func start(_ arguments: String..., under wrapper: [String] = []) throws -> LabbookProcess
  {
    try LabbookProcess(
      ["serve", "--db", folder.path + "/labbook.sqlite"] + arguments, under: wrapper,
      in: folder.path)
  }

  private func text(_ name: String) -> String {
    (try? String(contentsOfFile: folder.path + "/" + name, encoding: .utf8)) ?? ""
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func aSignalIsItsNormalEnd(signal: Int32) throws {
    // The browser's part is played by a script that writes its address down.
    let script = folder.path + "/browser"
    try "#!/bin/sh\necho \"$1\" > \(folder.path)/opened\n".write(
      toFile: script, atomically: true, encoding: .utf8)
    chmod(script, 0o755)
    let labbook = try start("--port", "0", "--open", under: ["env", "BROWSER=\(script)"])
    try #require(eventually(within: 30) { text("opened").hasSuffix("\n") })
    labbook.signal(signal)
    let ending = try labbook.end(within: 10)
    #expect(ending.status == 0)
    #expect(ending.stdout.hasPrefix("http://127.0.0.1:"))
    #expect(ending.stdout.split(separator: "\n").count == 1)
    // The same server, but an address that opens once.
    let printed = ending.stdout.split(separator: "=")
    let opened = text("opened").split(separator: "=")
    #expect(printed[0] == opened[0])
    #expect(printed[1] != opened[1])
  }

  @Test func aPortThatIsTakenIsAMistake() throws {
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(socket) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    try withUnsafeMutablePointer(to: &address) { pointer in
      try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        try #require(bind(socket, $0, length) == 0)
        try #require(listen(socket, 1) == 0)
        try #require(getsockname(socket, $0, &length) == 0)
      }
    }
    let ending = try start("--port", "\(UInt16(bigEndian: address.sin_port))").end()
    #expect(ending.status == 2)
    #expect(ending.stderr.contains("Address already in use"))
    #expect(ending.stderr.contains("--port"))
  }

  @Test func aDatabaseThatIsNotThereIsAMistake() throws {
    let ending = try LabbookProcess.run(["serve", "--db", folder.path + "/none.sqlite"])
    #expect(ending.status == 2)
    #expect(ending.stdout.isEmpty)
  }
}
