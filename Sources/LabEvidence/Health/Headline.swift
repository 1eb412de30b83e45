/// Whether a line of a kernel's log begins a report of trouble, and of which.
///
/// The texts are those of the kernel: panic.c, traps.c, dumpstack.c, lockdep.c, hung_task.c,
/// watchdog.c, tree_stall.h, report.c of KASAN, KCSAN, KMSAN and KFENCE, ubsan.c, kmemleak.c,
/// oom_kill.c, net/core/dev.c. Warnings of user space and remarks that merely hold the word are none.
enum Headline {
  /// The kind that `line` (without a console's stamp) begins; nil for any other line.
  static func kind(of line: Substring) -> KernelTrouble.Kind? {
    // Most lines end here.
    guard let first = line.utf8.first, first != 0x20, first != 0x09 else { return nil }
    let text = undecorated(line)
    if let rest = text.after("WARNING: ") { return warning(rest) }
    if let rest = text.after("BUG: ") { return bug(rest) }
    if let rest = text.after("INFO: ") { return information(rest) }
    if text.hasPrefix("Kernel panic - not syncing") { return .panic }
    if text.hasPrefix("kernel BUG at ") { return .bug }
    if text.hasPrefix("UBSAN: ") { return .ubsan }
    if text.hasPrefix("general protection fault, ")
      || text.hasPrefix("Oops: general protection fault")
    {
      return .generalProtection
    }
    if oopses.contains(where: text.hasPrefix) { return .oops }
    if isDeath(text) {
      return text.hasPrefix("general protection fault") ? .generalProtection : .oops
    }
    if text.hasPrefix("Watchdog detected hard LOCKUP") { return .hardLockup }
    if text.hasPrefix("unregister_netdevice: waiting for ") { return .deviceHeld }
    if text.hasPrefix("kmemleak: "), text.contains("new suspected memory leaks") {
      return .memoryLeak
    }
    if text.hasPrefix("Out of memory") { return .outOfMemory }
    if text.hasPrefix("irq "), text.contains(": nobody cared") { return .warning }
    return nil
  }

  /// Whether `line` is what die() prints: it goes on with the report that runs, if one does.
  static func continues(_ line: Substring) -> Bool {
    line.hasPrefix("Oops: ") || line.hasPrefix("Oops - ") || isDeath(line)
  }

  private static let oopses = [
    "Oops: ", "Oops - ", "Internal error: Oops", "Unable to handle kernel ", "PANIC: double fault",
  ]

  /// Without what some reports put around it: `[ INFO: … ]`, `rcu: INFO: …`.
  private static func undecorated(_ line: Substring) -> Substring {
    var text = line
    if text.hasPrefix("[ "), text.hasSuffix(" ]") { text = text.dropFirst(2).dropLast(2) }
    for prefix in ["NMI watchdog: ", "watchdog: ", "rcu: ", "traps: "] {
      if let rest = text.after(prefix) {
        text = rest
        break
      }
    }
    return text
  }

  // MARK: - What follows the word

  private static let locking = [
    "possible circular locking dependency", "possible recursive locking",
    "possible irq lock inversion dependency", "inconsistent lock state",
    "inconsistent {", "bad unlock balance", "bad contention", "held lock freed",
    "lock held when returning to user space", "lock held at task exit",
    "Nested lock was not taken", "chain_key collision", "SOFTIRQ-safe -> SOFTIRQ-unsafe",
    "HARDIRQ-safe -> HARDIRQ-unsafe", "HARDIRQ-READ-safe -> HARDIRQ-READ-unsafe",
    "possible reclaim", "trying to register non-static key", "Invalid wait context",
    "lock to be acquired", "nested lock was not taken",
  ]

  private static func warning(_ rest: Substring) -> KernelTrouble.Kind? {
    if rest.hasPrefix("suspicious RCU usage") { return .rcuUsage }
    if locking.contains(where: rest.hasPrefix) { return .lockdep }
    if rest.hasPrefix("kernel stack ") { return .warning }
    // `CPU: 0 PID: 1 at net/core/dev.c:7 f+0x1/0x2`; since 6.19 `net/core/dev.c:7 at f+0x1/0x2, CPU#0: …`.
    let words = rest.split(separator: " ", maxSplits: 8)
    if rest.hasPrefix("CPU: "), words.contains("at") { return .warning }
    return words.count > 2 && words[1] == "at" && words[0].contains(":") ? .warning : nil
  }

  private static func bug(_ rest: Substring) -> KernelTrouble.Kind {
    for (prefix, kind) in [
      ("KASAN: ", KernelTrouble.Kind.kasan), ("KCSAN: ", .kcsan), ("KMSAN: ", .kmsan),
      ("KFENCE: ", .kfence), ("soft lockup", .softLockup), ("workqueue lockup", .workqueueLockup),
      ("memory leak", .memoryLeak), ("kernel NULL pointer dereference", .oops),
      ("unable to handle ", .oops), ("stack guard page was hit", .oops),
      ("TASK stack guard page was hit", .oops), ("IRQ stack guard page was hit", .oops),
    ] where rest.hasPrefix(prefix) {
      return kind
    }
    return locking.contains(where: rest.hasPrefix) ? .lockdep : .bug
  }

  private static func information(_ rest: Substring) -> KernelTrouble.Kind? {
    if rest.hasPrefix("task "), rest.contains(" blocked "), rest.contains(" for more than ") {
      return .hungTask
    }
    if rest.hasPrefix("suspicious RCU usage") { return .rcuUsage }
    if locking.contains(where: rest.hasPrefix) { return .lockdep }
    // `rcu_sched self-detected stall on CPU`, `rcu_tasks detected stalls on tasks:`.
    if rest.hasPrefix("rcu_"), rest.contains("detected"), rest.contains("stall") {
      return .rcuStall
    }
    return nil
  }

  /// `invalid opcode: 0000 [#1] SMP`: what die() says of any exception (dumpstack.c, __die_header).
  private static func isDeath(_ text: Substring) -> Bool {
    guard let mark = text.firstRange(of: " [#") else { return false }
    let code = text[..<mark.lowerBound].suffix(6)
    return code.count == 6 && code.hasPrefix(": ")
      && code.dropFirst(2).utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x61...0x66).contains($0)
      }
  }
}

extension Substring {
  /// What follows `prefix`; nil where it is not there.
  fileprivate func after(_ prefix: String) -> Substring? {
    hasPrefix(prefix) ? dropFirst(prefix.count) : nil
  }
}
