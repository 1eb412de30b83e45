import Glibc
import LabEvidence
import LabModel
import LabNotebook
import LabRun
import LabSandbox
import Testing

/// A notebook that was run for real, into a database of its own.
final class ExperimentRun {
  let plan: Plan
  let store: Store
  let result: RunResult
  private let folder: TemporaryFolder

  /// Runs the notebook with this text.
  init(_ text: String) throws {
    let read = NotebookReader.read(path: "experiment.md", bytes: Array(text.utf8))
    plan = try #require(
      read.plan, "\(read.diagnostics.map { DiagnosticText($0).plain }.joined())")
    folder = try TemporaryFolder()
    store = try Store.open(path: folder.path + "/run.sqlite")
    let conductor = Conductor(
      RunRequest(
        plan: plan, bench: NamespaceBench(agentPath: NamespaceBench.installedAgent), store: store,
        version: "test"))
    result = try conductor.run()
  }

  /// All that was recorded.
  func evidence() throws -> RunEvidence {
    try RunEvidence.load(run: result.number, from: store)
  }
}

/// A folder that goes with all of its files.
final class TemporaryFolder {
  let path: String

  init() throws {
    var template = Array("/tmp/labbook-run-XXXXXX".utf8CString)
    try #require(mkdtemp(&template) != nil)
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    guard let folder = opendir(path) else { return }
    while let entry = readdir(folder) {
      withUnsafePointer(to: &entry.pointee.d_name.0) {
        _ = unlink(path + "/" + String(cString: $0))
      }
    }
    closedir(folder)
    rmdir(path)
  }

  func write(_ bytes: [UInt8], to name: String) throws {
    let descriptor = open(path + "/" + name, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      try #require(count > 0)
      rest = rest.dropFirst(count)
    }
  }
}
