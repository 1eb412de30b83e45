import Glibc

/// What /proc shows of the processes below one of ours.
package enum ProcessTree {
  package struct Entry {
    package var identity: ProcessIdentity
    package var parent: pid_t
    package var state: Character
  }

  /// All processes below `root`, itself not among them.
  package static func descendants(of root: pid_t) -> Set<ProcessIdentity> {
    let entries = numbers().compactMap(entry)
    var found: Set<ProcessIdentity> = []
    var parents: Set<pid_t> = [root]
    while !parents.isEmpty {
      let children = entries.filter { parents.contains($0.parent) }.map(\.identity)
      parents = Set(children.filter { found.insert($0).inserted }.map(\.process))
    }
    return found
  }

  package static func entry(_ process: pid_t) -> Entry? {
    let text = read("/proc/\(process)/stat")
    // The name, in parentheses, may hold anything.
    guard let close = text.lastIndex(of: ")") else { return nil }
    let fields = text[text.index(after: close)...].split(separator: " ")
    guard fields.count > 19, let state = fields[0].first, let parent = pid_t(fields[1]),
      let start = Int(fields[19])
    else { return nil }
    return Entry(
      identity: ProcessIdentity(process: process, startTime: start), parent: parent, state: state)
  }

  /// A process's arguments, joined by blanks.
  package static func command(_ process: pid_t) -> String {
    read("/proc/\(process)/cmdline").split(separator: "\0").joined(separator: " ")
  }

  /// The namespaces of a kind (`net`, `mnt`, …) that these processes are in.
  package static func namespaces(
    _ kind: String, of processes: some Sequence<pid_t>
  ) -> Set<String> {
    Set(processes.compactMap { link("/proc/\($0)/ns/\(kind)") })
  }

  /// A process's namespace of a kind, by name, held open.
  package static func openNamespace(
    _ kind: String, of process: pid_t
  ) -> (name: String, descriptor: Int32)? {
    let descriptor = open("/proc/\(process)/ns/\(kind)", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    guard let name = link("/proc/self/fd/\(descriptor)") else {
      close(descriptor)
      return nil
    }
    return (name, descriptor)
  }

  /// The namespaces of a kind that any process of the machine is in, as far as may be seen.
  package static func allNamespaces(_ kind: String) -> Set<String> {
    namespaces(kind, of: numbers())
  }

  private static func numbers() -> [pid_t] { names("/proc").compactMap { pid_t($0) } }

  /// The names in a folder.
  package static func names(_ path: String) -> [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      names.append(
        withUnsafeBytes(of: entry.pointee.d_name) { bytes in
          String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        })
    }
    return names
  }

  /// A small file's text; empty where it cannot be read.
  package static func read(_ path: String) -> String {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return "" }
    defer { close(file) }
    var text: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 14)
    while true {
      let count = Glibc.read(file, &buffer, buffer.count)
      guard count > 0 else { break }
      text += buffer[..<count]
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static func link(_ path: String) -> String? {
    var buffer = [UInt8](repeating: 0, count: 128)
    let count = readlink(path, &buffer, buffer.count)
    return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
  }
}
