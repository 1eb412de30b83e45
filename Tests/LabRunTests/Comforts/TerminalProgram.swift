import Foundation
import TestSupport
import Testing

/// A shell command on a terminal of its own, made by script(1): keys go in, and what the terminal got
/// comes out.
final class TerminalProgram {
  private let process = Process()
  private let keys = Foundation.Pipe()
  private let folder: TemporaryFolder

  /// Starts `command` in sh(1) on a terminal of `rows` and `columns`; that shell outlives a Ctrl-C.
  ///
  /// - Throws: where script(1) cannot be started.
  init(
    _ command: String, environment: [String: String] = [:], rows: Int = 10, columns: Int = 100
  ) throws {
    folder = try TemporaryFolder()
    try folder.file("out", "")
    let settings = [
      "LANG": "C.UTF-8", "TERM": "xterm", "PATH": "/usr/bin:/bin", "HOME": folder.path,
    ]
    process.environment = settings.merging(environment) { $1 }
    // In a background job of a script SIGINT would be ignored from the start.
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [
      "--default-signal=INT,QUIT,PIPE", "script", "--quiet", "--flush", "--command",
      "trap : INT; stty rows \(rows) columns \(columns); \(command)", folder.path + "/out",
    ]
    process.standardInput = keys
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
  }

  deinit {
    if process.isRunning {
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
  }

  /// Types keys.
  func type(_ text: String) throws {
    try keys.fileHandleForWriting.write(contentsOf: Data(text.utf8))
  }

  /// All that the terminal got so far, without what script(1) adds.
  var text: String {
    let all = (try? Data(contentsOf: URL(filePath: folder.path + "/out"))) ?? Data()
    let text = String(decoding: all.filter { $0 != 0x0D }, as: UTF8.self)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    return lines.dropFirst().joined(separator: "\n")
  }

  /// Waits until the terminal has got `part`.
  func wait(for part: String) throws {
    let isThere = eventually(within: 30) { text.contains(part) }
    try #require(isThere, "the terminal never got \(part.debugDescription), only: \(text)")
  }

  /// Waits for the end and gives all that the terminal got.
  func end() throws -> String {
    let isOver = eventually(within: 30) { !process.isRunning }
    try #require(isOver, "it did not end: \(text)")
    return text
  }
}
