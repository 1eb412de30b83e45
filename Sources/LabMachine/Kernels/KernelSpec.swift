import Glibc

/// What a user calls a kernel that is to be added.
enum KernelSpec: Equatable {
  /// An image or a package's file, by absolute path.
  case file(String)
  /// A Debian package, by name.
  case package(String)
  /// A release or its first numbers: `6.12`.
  case release(String)
  /// Debian's user-mode Linux.
  case userMode

  /// Reads `text`: what has a slash or is a file here is a path, what begins with a digit a release.
  ///
  /// - Throws: `MachineFailure`, the user's mistake, where it is none of these.
  init(_ text: String) throws(MachineFailure) {
    if text.contains("/") || FileIdentity(path: text) != nil {
      self = .file(try FileTree.absolute(text))
    } else if text == "uml" {
      self = .userMode
    } else if KernelMetadata.isRelease(text) {
      self = .release(text)
    } else if Self.isPackageName(text), text != "host" {
      self = .package(text)
    } else {
      throw MachineFailure(
        text == "host"
          ? "\"host\" is the kernel that runs: it needs no adding"
          : "\"\(text)\" is no kernel: neither a path, a release, nor a package's name",
        isMistake: true)
    }
  }

  /// The name that it is found by afterwards; nil for a path, which may hold another kernel tomorrow.
  var label: String? {
    switch self {
    case .file: nil
    case .package(let name), .release(let name): name
    case .userMode: "uml"
    }
  }

  /// Debian Policy 5.6.1.
  private static func isPackageName(_ text: String) -> Bool {
    func isAlphanumeric(_ byte: UInt8) -> Bool {
      (48...57).contains(byte) || (97...122).contains(byte)
    }
    return text.utf8.count >= 2 && text.utf8.first.map(isAlphanumeric) == true
      && text.utf8.allSatisfy { isAlphanumeric($0) || "+-.".utf8.contains($0) }
  }
}
