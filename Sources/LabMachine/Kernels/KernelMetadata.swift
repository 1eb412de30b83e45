/// The file `metadata` in a kernel's folder: what labbook found out when it was added.
///
/// Lines of `key=value`; control characters and `%` in values stand as `%` and two hexadecimal digits.
struct KernelMetadata {
  var backend: Kernel.Backend
  var release: String
  var version: String
  var machine: String
  var origin: String
  var hash: String
  var added: Int64
  var labels: [String]
  /// Which file it came from, where it came from one.
  var source: FileIdentity?

  /// Its folder's name: the release, then the first 8 digits of the hash.
  var id: String { "\(release)-\(hash.prefix(8))" }

  /// The file's text.
  var text: String {
    var lines = [
      "labbook-kernel=1", "backend=\(backend.rawValue)", "release=\(release)",
      "version=\(version)", "machine=\(machine)", "origin=\(origin)", "hash=\(hash)",
      "added=\(added)",
    ]
    lines += labels.map { "label=\($0)" }
    if let source { lines.append("source=\(source.text)") }
    return lines.map { Self.escaped($0) + "\n" }.joined()
  }

  /// Reads the file's text; nil where labbook would not have written it so.
  init?(_ text: String) {
    var values: [String: String] = [:]
    labels = []
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, let value = Self.unescaped(parts[1]) else { return nil }
      if parts[0] == "label" {
        labels.append(value)
      } else if values.updateValue(value, forKey: String(parts[0])) != nil {
        return nil
      }
    }
    guard values["labbook-kernel"] == "1",
      let backend = values["backend"].flatMap(Kernel.Backend.init(rawValue:)),
      let release = values["release"], Self.isRelease(release),
      let version = values["version"], let machine = values["machine"],
      let origin = values["origin"], let hash = values["hash"], Self.isHash(hash),
      let added = values["added"].flatMap({ Int64($0) })
    else { return nil }
    self.backend = backend
    self.release = release
    self.version = version
    self.machine = machine
    self.origin = origin
    self.hash = hash
    self.added = added
    source = values["source"].flatMap(FileIdentity.init(text:))
  }

  init(
    backend: Kernel.Backend, release: String, version: String, machine: String, origin: String,
    hash: String, added: Int64, labels: [String], source: FileIdentity?
  ) {
    self.backend = backend
    self.release = release
    self.version = version
    self.machine = machine
    self.origin = origin
    self.hash = hash
    self.added = added
    self.labels = labels
    self.source = source
  }

  /// Whether `text` can be a kernel's release, and so a folder's name.
  ///
  /// uname(2) has room for 64 bytes.
  static func isRelease(_ text: String) -> Bool {
    let rest = "+-._~"
    return (1...64).contains(text.utf8.count) && text.first?.isNumber == true
      && text.utf8.allSatisfy { byte in
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
          || rest.utf8.contains(byte)
      }
  }

  private static func isHash(_ text: String) -> Bool {
    text.utf8.count == 64
      && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
  }

  private static func escaped(_ line: String) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var bytes: [UInt8] = []
    for byte in line.utf8 {
      if byte < 32 || byte == 127 || byte == UInt8(ascii: "%") {
        bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func unescaped(_ value: Substring) -> String? {
    var bytes: [UInt8] = []
    var rest = value.utf8
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      let digits = String(Substring(rest.prefix(2)))
      guard digits.utf8.count == 2, let code = UInt8(digits, radix: 16) else { return nil }
      bytes.append(code)
      rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
  }
}
