import Glibc
import LabModel

/// Takes programs into an image with everything that starting them takes: interpreters of scripts, the
/// dynamic linker and the libraries.
struct ProgramClosure {
  private(set) var files: HostFiles
  /// Interpreters that scripts name: `/usr/bin/perl`.
  private(set) var interpreters: Set<String> = []
  private let folders: LibraryFolders
  private var seen: Set<String> = []
  /// Libraries by name and by where they were searched: hundreds of programs ask for the same.
  private var found: [String: String] = [:]
  /// Whether a library lies where only /etc/ld.so.cache leads the linker to.
  private(set) var needsLinkerCache = false

  init(_ files: HostFiles, folders: LibraryFolders) {
    self.files = files
    self.folders = folders
  }

  /// The file that `command` means to a step: the first on the fixed PATH that can be executed.
  static func find(_ command: String, noting note: (String) -> Void = { _ in }) -> String? {
    // A path means itself.
    if command.hasPrefix("/") { return command }
    guard !command.contains("/"), !command.isEmpty else { return nil }
    for folder in FixedEnvironment.searchPath.split(separator: ":") {
      let path = "\(folder)/\(command)"
      note(path)
      var status = stat()
      if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_mode & 0o111 != 0 {
        return path
      }
    }
    return nil
  }

  /// Takes `command`, where it is on the fixed PATH.
  ///
  /// - Returns: Its file, without symbolic links.
  @discardableResult
  mutating func add(command: String) -> String? {
    guard let path = Self.find(command, noting: { files.note($0) }) else { return nil }
    return add(path)
  }

  /// Takes the file or folder at `path`, and what an executable or a library needs to be loaded.
  ///
  /// - Returns: Its path without symbolic links; nil where it is not there or cannot be read.
  @discardableResult
  mutating func add(_ path: String) -> String? {
    add(path, rpaths: [])
  }

  /// Takes a file, or everything below a folder.
  mutating func add(folder: String) {
    if FileTree.kind(folder) != S_IFDIR {
      add(folder)
    } else {
      for path in files.addFolder(folder) { load(path, from: path, rpaths: []) }
    }
  }

  /// Takes a library that a program loads only while it runs, where there is such.
  mutating func add(library: String) {
    if let path = find(library, in: [], nil) { add(path) }
  }

  /// Notes that the image rests on how `path` looks.
  mutating func note(_ path: String) {
    files.note(path)
  }

  /// Puts something into the image that this machine does not have.
  mutating func put(_ path: String, _ entry: ImageEntry) {
    files.put(path, entry)
  }

  private mutating func add(_ path: String, rpaths: [String]) -> String? {
    guard let file = files.add(path) else { return nil }
    load(file, from: path, rpaths: rpaths)
    return file
  }

  /// - Parameters:
  ///   - file: The file, without symbolic links.
  ///   - name: How it was found: `$ORIGIN` is the folder of that name.
  ///   - rpaths: DT_RPATH of what loads it, which counts for it too.
  private mutating func load(_ file: String, from name: String, rpaths: [String]) {
    guard FileTree.kind(file) == S_IFREG, seen.insert(file).inserted,
      let contents = try? MappedFile(file)
    else { return }
    if contents.has("#!".utf8, at: 0) {
      loadInterpreter(of: contents)
    } else if let section = DynamicSection(contents) {
      if let linker = section.interpreter { add(linker) }
      let inherited = Self.folders(section.rpath, file, name) + rpaths
      let searched = section.runpath.isEmpty ? inherited : Self.folders(section.runpath, file, name)
      for library in section.needed {
        if library.contains("/") {
          add(library)
        } else if let path = find(library, in: searched, section.machine) {
          _ = add(path, rpaths: inherited)
        }
      }
    }
  }

  private mutating func loadInterpreter(of contents: MappedFile) {
    // BINPRM_BUF_SIZE of <linux/binfmts.h>.
    let words = contents.text(at: 2, limit: 254).split(separator: " ")
    guard let interpreter = words.first.map(String.init) else { return }
    interpreters.insert(interpreter)
    add(interpreter)
    guard interpreter.hasSuffix("/env") else { return }
    // `env -S program arguments`.
    let program = words.dropFirst().first { !$0.hasPrefix("-") && !$0.contains("=") }
    guard let program, let path = add(command: String(program)) else { return }
    interpreters.insert(path)
  }

  private mutating func find(
    _ library: String, in first: [String], _ machine: UInt16?
  ) -> String? {
    let key = ([library, "\(machine ?? 0)"] + first).joined(separator: ":")
    if let known = found[key] { return known }
    for folder in first + folders.configured + folders.builtIn {
      let path = folder + "/" + library
      guard access(path, R_OK) == 0, let contents = try? MappedFile(path),
        let section = DynamicSection(contents), machine == nil || section.machine == machine
      else { continue }
      if !first.contains(folder), !folders.builtIn.contains(folder) { needsLinkerCache = true }
      found[key] = path
      return path
    }
    return nil
  }

  /// Puts folders for `$ORIGIN` (ld.so(8)): the folder of the file, by whichever name.
  private static func folders(_ paths: [String], _ file: String, _ name: String) -> [String] {
    let origins = [name, file].map { String($0[..<($0.lastIndex(of: "/") ?? $0.startIndex)]) }
    return paths.flatMap { path -> [String] in
      guard path.contains("$") else { return [path] }
      return origins.map { origin in
        path.replacing("${ORIGIN}", with: origin).replacing("$ORIGIN", with: origin)
      }
    }
  }
}
