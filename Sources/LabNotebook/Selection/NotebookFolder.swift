import Glibc
package import LabModel

/// A notebook that was found, with its bytes.
package struct SelectedNotebook: Sendable, Hashable {
  /// As the user would name it.
  package var path: String
  package var bytes: [UInt8]

  package init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }
}

/// Why something that was named is not run.
package enum SelectionProblem: Sendable, Hashable {
  /// The file or folder cannot be read.
  case unreadable(path: String, errno: Int32)
  /// It is a pipe, a device or a socket: reading it might never end.
  case noRegularFile(path: String)
  /// The file is longer than `NotebookFolder.mostBytes`.
  case tooLong(path: String)
  /// A file that was named itself is no notebook.
  case notANotebook(Diagnostic)
  /// Nothing that was named is or holds a notebook.
  case nothingSelected(paths: [String])

  /// The problem for a person, what to do about it included; every line is ended.
  package var text: String {
    switch self {
    case .unreadable(let path, let errno):
      "read \(VisibleText.of(path)): \(String(cString: strerror(errno)))\n"
    case .noRegularFile(let path):
      "\(VisibleText.of(path)) is no regular file, so it can be no notebook:"
        + " write the notebook to a file and name that\n"
    case .tooLong(let path):
      "\(VisibleText.of(path)) is longer than \(NotebookFolder.mostBytes >> 20) MiB, so it can be"
        + " no notebook: keep large files beside it, or make several notebooks of it\n"
    case .notANotebook(let diagnostic): DiagnosticText(diagnostic).plain
    case .nothingSelected(let paths):
      "no notebook in \(paths.map { VisibleText.of($0) }.joined(separator: ", ")):"
        + " a notebook is a Markdown file whose front matter says `labbook: 1`\n"
    }
  }
}

/// The notebooks that paths stand for.
package struct NotebookSelection: Sendable, Hashable {
  /// In the order of the paths; those of a folder by name.
  ///
  /// None comes twice.
  package var notebooks: [SelectedNotebook] = []
  package var problems: [SelectionProblem] = []

  package init() {}
}

/// Finds notebooks.
package enum NotebookFolder {
  /// How long a notebook may be, in bytes: 64 MiB.
  package static let mostBytes = 64 << 20

  /// The notebooks that `paths` name.
  ///
  /// A folder stands for all Markdown files (`*.md`) in it and below that have `labbook` in their
  /// front matter; hidden entries are passed over, symbolic links followed, each folder once. A file
  /// stands for itself and must be a notebook.
  package static func select(_ paths: [String]) -> NotebookSelection {
    var search = Search()
    for path in paths { search.visit(path) }
    if search.selection.notebooks.isEmpty, search.selection.problems.isEmpty {
      search.selection.problems.append(.nothingSelected(paths: paths))
    }
    return search.selection
  }

  /// Whether a file with these bytes says that it is a notebook, well-formed or not.
  package static func isNotebook(_ bytes: [UInt8]) -> Bool {
    let start = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
    guard bytes[start...].starts(with: "---".utf8) else { return false }
    let text = NotebookText(path: "", bytes: bytes, findings: Findings(path: ""))
    guard let block = FrontMatterBlock(lineCount: text.lines.count, line: text.line) else {
      return false
    }
    return (block.lines ?? 2..<block.endLine + 1).contains { number in
      var line = Substring(text.line(number))
      while let first = line.first, "{\"' ".contains(first) { line.removeFirst() }
      guard line.hasPrefix("labbook") else { return false }
      line = line.dropFirst("labbook".count).drop { "\"' \t".contains($0) }
      return line.first == ":"
    }
  }
}

/// A walk through files and folders.
private struct Search {
  /// A file or folder, whatever its name.
  private struct Identity: Hashable {
    var device: UInt
    var inode: UInt
  }

  var selection = NotebookSelection()
  private var visited: Set<Identity> = []

  /// Visits a path that the user named.
  mutating func visit(_ path: String) {
    guard let information = information(path) else { return }
    if information.isFolder {
      visitFolder(path, information.identity)
      return
    }
    // Opening a device may already do something.
    guard information.isRegular else {
      selection.problems.append(.noRegularFile(path: path))
      return
    }
    guard let bytes = read(path) else { return }
    guard NotebookFolder.isNotebook(bytes) else {
      selection.problems.append(.notANotebook(Self.diagnostic(path, bytes)))
      return
    }
    if visited.insert(information.identity).inserted {
      selection.notebooks.append(SelectedNotebook(path: path, bytes: bytes))
    }
  }

  private static func diagnostic(_ path: String, _ bytes: [UInt8]) -> Diagnostic {
    let findings = Findings(path: path)
    let text = NotebookText(path: path, bytes: bytes, findings: findings)
    return Diagnostic(
      path: path, position: SourcePosition(line: 1, column: 1),
      message: "this is no notebook: its front matter has no `labbook: 1`",
      remedy: "begin the file with the lines `---`, `labbook: 1`, `---`",
      sourceLine: text.line(1))
  }

  private mutating func visitFolder(_ path: String, _ identity: Identity) {
    guard visited.insert(identity).inserted else { return }
    var prefix = path
    while prefix.count > 1, prefix.hasSuffix("/") { prefix.removeLast() }
    prefix = prefix == "." ? "" : prefix == "/" ? "/" : prefix + "/"
    for name in names(in: path) {
      let entry = prefix + name
      guard let information = information(entry) else { continue }
      if information.isFolder {
        visitFolder(entry, information.identity)
      } else if information.isRegular, name.hasSuffix(".md"), let bytes = read(entry),
        NotebookFolder.isNotebook(bytes), visited.insert(information.identity).inserted
      {
        selection.notebooks.append(SelectedNotebook(path: entry, bytes: bytes))
      }
    }
  }

  private struct Information {
    var identity: Identity
    var isFolder: Bool
    var isRegular: Bool
  }

  private mutating func information(_ path: String) -> Information? {
    var status = stat()
    guard stat(path, &status) == 0 else {
      selection.problems.append(.unreadable(path: path, errno: errno))
      return nil
    }
    return Information(
      identity: Identity(device: UInt(status.st_dev), inode: UInt(status.st_ino)),
      isFolder: status.st_mode & S_IFMT == S_IFDIR, isRegular: status.st_mode & S_IFMT == S_IFREG)
  }

  /// The names in a folder that are not hidden, sorted; notebooks come from folders and `*.md` only.
  private mutating func names(in path: String) -> [String] {
    guard let folder = opendir(path) else {
      selection.problems.append(.unreadable(path: path, errno: errno))
      return []
    }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let text = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(validatingCString: $0) }
      }
      guard let name = text, !name.hasPrefix(".") else { continue }
      let type = Int32(entry.pointee.d_type)
      // A dangling link that is no notebook by name is nobody's trouble.
      if name.hasSuffix(".md") || type == Int32(DT_DIR) || isFolderLink(path, name, type) {
        names.append(name)
      }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private func isFolderLink(_ path: String, _ name: String, _ type: Int32) -> Bool {
    guard type == Int32(DT_LNK) || type == Int32(DT_UNKNOWN) else { return false }
    var status = stat()
    return stat("\(path)/\(name)", &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  private mutating func read(_ path: String) -> [UInt8]? {
    // It may have become a pipe since it was looked at: opening that would wait for a writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      selection.problems.append(.unreadable(path: path, errno: errno))
      return nil
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      selection.problems.append(.noRegularFile(path: path))
      return nil
    }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count > 0 {
        bytes += buffer[..<count]
        guard bytes.count <= NotebookFolder.mostBytes else {
          selection.problems.append(.tooLong(path: path))
          return nil
        }
      } else if count == 0 {
        return bytes
      } else if errno != EINTR {
        selection.problems.append(.unreadable(path: path, errno: errno))
        return nil
      }
    }
  }
}
