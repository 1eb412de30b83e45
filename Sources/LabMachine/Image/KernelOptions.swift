/// What a kernel's configuration says of options (`/boot/config-RELEASE`).
struct KernelOptions: Sendable {
  /// `VETH=m`, without CONFIG_; nil where the configuration is not known.
  private let lines: Set<Substring>?

  /// Reads it.
  init(of kernel: Kernel) {
    guard let path = kernel.configuration, let file = try? MappedFile(path) else {
      lines = nil
      return
    }
    lines = Set(
      file.text.split(separator: "\n").filter { $0.hasPrefix("CONFIG_") }.map { $0.dropFirst(7) })
  }

  /// Whether `option` can be a module: not where it is built in or not set.
  func isModule(_ option: String) -> Bool { lines?.contains("\(option)=m") ?? true }

  /// Whether the kernel certainly has `option` neither built in nor as a module.
  func lacks(_ option: String) -> Bool {
    guard let lines else { return false }
    return !lines.contains("\(option)=y") && !lines.contains("\(option)=m")
  }
}
