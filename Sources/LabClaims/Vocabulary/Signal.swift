/// Signals by name, as signal(7) numbers them on most architectures (x86, ARM, RISC-V).
package enum Signal {
  /// The number of a signal given by name (`SIGTERM`, `term`) or number (`15`); nil where none is.
  package static func number(of name: String) -> Int32? {
    if let number = Int32(name) { return (1...64).contains(number) ? number : nil }
    let upper = name.uppercased()
    let short = upper.hasPrefix("SIG") ? String(upper.dropFirst(3)) : upper
    if let index = names.firstIndex(of: short) { return Int32(index) + 1 }
    return aliases[short]
  }

  /// `SIGTERM` for 15; `signal 40` where it has no name.
  package static func name(of number: Int32) -> String {
    guard number >= 1, Int(number) <= names.count else { return "signal \(number)" }
    return "SIG" + names[Int(number) - 1]
  }

  /// In the order of their numbers, from 1.
  static let names = [
    "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2",
    "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU",
    "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS",
  ]
  private static let aliases: [String: Int32] = ["IOT": 6, "CLD": 17, "POLL": 29]
}
