import Foundation
import LabCommands

/// A folder of its own that goes when the test ends.
final class TemporaryFolder {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory
      .appending(path: "labbook-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path(percentEncoded: false)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file and gives its path.
  func file(_ name: String, _ text: String) throws -> String {
    let path = self.path + "/" + name
    try Data(text.utf8).write(to: URL(filePath: path))
    return path
  }

  /// A file's bytes.
  func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: path + "/" + name)))
  }
}

/// What a command line did: carried out in this process, with its output in files.
struct CommandRun {
  var status: LabCommands.ExitStatus
  var stdout: String
  var stderr: String

  init(_ arguments: [String], environment: [String: String] = ["LANG": "C.UTF-8"]) throws {
    let folder = try TemporaryFolder()
    func open(_ name: String) throws -> FileHandle {
      let path = try folder.file(name, "")
      return try FileHandle(forWritingTo: URL(filePath: path))
    }
    let (out, err) = (try open("stdout"), try open("stderr"))
    let context = CommandContext(
      stdout: OutputFile(descriptor: out.fileDescriptor),
      stderr: OutputFile(descriptor: err.fileDescriptor),
      environment: Environment { environment[$0] })
    status = CommandLineTool.run(arguments, in: context)
    context.stdout.flush()
    context.stderr.flush()
    stdout = String(decoding: try folder.bytes("stdout"), as: UTF8.self)
    stderr = String(decoding: try folder.bytes("stderr"), as: UTF8.self)
  }
}
