import Foundation

/// The project's folder and its files.
enum Repository {
  /// The folder that holds Package.swift.
  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Paths below `folder`, relative to the root, of all files whose name ends in `suffix`; hidden
  /// folders are left out.
  static func files(below folder: String, endingIn suffix: String = "") throws -> [String] {
    let start = root.appending(path: folder)
    guard
      let walk = FileManager.default.enumerator(
        at: start, includingPropertiesForKeys: [.isRegularFileKey], options: [.skipsHiddenFiles])
    else { return [] }
    let prefix = root.path(percentEncoded: false)
    var paths: [String] = []
    for case let file as URL in walk {
      guard try file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else {
        continue
      }
      var path = file.path(percentEncoded: false)
      guard path.hasSuffix(suffix) else { continue }
      if path.hasPrefix(prefix) { path.removeFirst(prefix.count) }
      while path.hasPrefix("/") { path.removeFirst() }
      paths.append(path)
    }
    return paths.sorted()
  }

  /// The text of a file.
  static func text(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: root.appending(path: path)), as: UTF8.self)
  }

  /// The project's own files that are text: everything but builds and results.
  static func textFiles() throws -> [String] {
    let folders = ["Sources", "Tests", "docs", "experiments", "Benchmarks"]
    let top = [
      "Package.swift", "README.md", "ARCHITECTURE.md", "CHANGELOG.md", "Makefile", ".ci/run",
      ".swift-format", ".gitignore", "results/README.md",
    ]
    let below = try folders.flatMap { try files(below: $0) }
    return (top + below).filter {
      FileManager.default.fileExists(atPath: root.appending(path: $0).path(percentEncoded: false))
    }
  }
}
