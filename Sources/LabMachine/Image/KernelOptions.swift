/// What a kernel's configuration says of options (`/boot/config-RELEASE`).
struct KernelOptions: Sendable {
  private let modular: Set<Substring>?

  /// Reads it; of a kernel without one, every option may be a module.
  init(of kernel: Kernel) {
    guard let path = kernel.configuration, let file = try? MappedFile(path) else {
      modular = nil
      return
    }
    let text = file.text
    modular = Set(
      text.split(separator: "\n").filter { $0.hasPrefix("CONFIG_") && $0.hasSuffix("=m") }
        .map { $0.dropFirst(7).dropLast(2) })
  }

  /// Whether `option` can be a module: not where it is built in or not set.
  func isModule(_ option: String) -> Bool { modular?.contains(option[...]) ?? true }
}
