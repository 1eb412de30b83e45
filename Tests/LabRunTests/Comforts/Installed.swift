import Foundation
import TestSupport
import Testing

/// Programs of the machine that a test needs.
enum Installed {
  /// Whether a program is where Debian has it.
  static func has(_ name: String) -> Bool { access("/usr/bin/" + name, X_OK) == 0 }

  /// The project's folder.
  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path(percentEncoded: false)

  /// Runs a script of sh(1) in the project's folder and gives its output and its messages.
  static func sh(
    _ script: String, environment: [String: String] = [:], status: Int32 = 0
  ) throws -> (stdout: String, stderr: String) {
    let folder = try TemporaryFolder()
    for name in ["stdout", "stderr"] { try folder.file(name, "") }
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", script]
    process.currentDirectoryURL = URL(filePath: root)
    let settings = ["LANG": "C.UTF-8", "PATH": "/usr/bin:/bin", "HOME": folder.path]
    process.environment = settings.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle(forWritingAtPath: folder.path + "/stdout")
    process.standardError = FileHandle(forWritingAtPath: folder.path + "/stderr")
    try process.run()
    process.waitUntilExit()
    let ending = (try folder.text("stdout"), try folder.text("stderr"))
    #expect(process.terminationStatus == status, "\(script): \(ending)")
    return ending
  }
}
