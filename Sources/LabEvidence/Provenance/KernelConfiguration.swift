import Glibc

/// The text of a kernel's configuration: where it is found, and which options it turns on.
enum KernelConfiguration {
  /// The configuration of the running kernel, whose release is `release`; nil where it is not to be
  /// had.
  static func read(release: String) -> [UInt8]? {
    if access("/proc/config.gz", R_OK) == 0, let text = unpacked(), !text.isEmpty { return text }
    for path in ["/boot/config-\(release)", "/lib/modules/\(release)/config"] {
      if let text = SmallFile.bytes(path) { return text }
    }
    return nil
  }

  /// The options that are `=y` or `=m`, without `CONFIG_`.
  static func options(in text: [UInt8]) -> KernelOptions {
    let prefix = Array("CONFIG_".utf8)
    var names: [String] = []
    for line in text.split(separator: UInt8(ascii: "\n")) where line.starts(with: prefix) {
      guard let equals = line.firstIndex(of: UInt8(ascii: "=")) else { continue }
      let value = line[line.index(after: equals)...]
      guard value.elementsEqual("y".utf8) || value.elementsEqual("m".utf8) else { continue }
      names.append(String(decoding: line[..<equals].dropFirst(prefix.count), as: UTF8.self))
    }
    return KernelOptions(names)
  }

  /// What gzip(1), which every Debian has, makes of `/proc/config.gz`; nil where that fails.
  ///
  /// Needed once for each kernel: the store keeps the options.
  private static func unpacked() -> [UInt8]? {
    // `e`: no process that another thread starts meanwhile may hold the pipe open.
    guard let pipe = popen("exec gzip -dc /proc/config.gz 2>/dev/null", "re") else { return nil }
    let text = SmallFile.bytes(of: fileno(pipe))
    return pclose(pipe) == 0 ? text : nil
  }
}
