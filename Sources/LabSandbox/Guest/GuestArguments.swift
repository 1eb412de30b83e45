/// Words of the kernel's command line (`/proc/cmdline`).
enum GuestArguments {
  /// What follows `name=`, the last time that it is there.
  static func value(_ name: String) -> String? {
    (SystemFile.text("/proc/cmdline") ?? "").split(whereSeparator: \.isWhitespace).last {
      $0.hasPrefix(name + "=")
    }.map { String($0.dropFirst(name.count + 1)) }
  }
}
