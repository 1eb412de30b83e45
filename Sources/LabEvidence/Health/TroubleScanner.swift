import LabModel

/// Finds the reports of trouble in a kernel's log, each from its first line to its last.
///
/// A report begins with a headline, or with the `cut here` before it, and ends with `end trace`, with
/// the next report, or, as most have no end mark, where its first stack does. The stacks that follow
/// (who allocated, who holds a lock) are not looked at.
package struct TroubleScanner {
  private struct Report {
    var kind: KernelTrouble.Kind
    var headline: KernelLogRow
    var first: Int
    var last: Int
    /// Whether `cut here` began it, so that `end trace` ends it.
    var isCut: Bool
    var named: [String]
    var pointer: String?
    var frames: [StackFrame] = []
    var stack = Stack.awaited
    var length = 1
  }

  private enum Stack {
    case awaited
    case open
    case read
  }

  /// The most lines that a report takes before and within its first stack.
  private static let longest = 400
  /// How long the kernel takes at the most between two lines of a report, in ns.
  private static let longestPause: Int64 = 10_000_000_000

  private var report: Report?
  private var cut: KernelLogRow?
  /// The line of `====` or `----` just before.
  private var rule: Int?
  private var previous: KernelLogRow?
  private var troubles: [KernelTrouble] = []

  /// The troubles in `rows`, which are in order.
  package static func troubles(in rows: [KernelLogRow]) -> [KernelTrouble] {
    var scanner = TroubleScanner()
    for row in rows { scanner.take(row) }
    scanner.close()
    return scanner.troubles
  }

  private mutating func take(_ row: KernelLogRow) {
    defer { previous = row }
    let text = LogText.bare(row.line.text)
    if text.hasPrefix("------------[ cut here ]") {
      close()
      cut = row
      return
    }
    if let previous, row.line.stamp - previous.line.stamp > Self.longestPause {
      close()
      cut = nil
    }
    if let kind = Headline.kind(of: text), !isContinuation(text) {
      close()
      begin(kind, row, text)
      return
    }
    if text.hasPrefix("---[ end ") {
      if report != nil { report?.last = row.number }
      close()
      cut = nil
      return
    }
    rule = text.hasPrefix("=====") || text.hasPrefix("-----") ? row.number : nil
    guard report != nil else { return }
    follow(text, row)
  }

  private func isContinuation(_ text: Substring) -> Bool {
    guard let report, report.stack == .awaited, report.kind != .panic else { return false }
    return Headline.continues(text)
  }

  private mutating func begin(_ kind: KernelTrouble.Kind, _ row: KernelLogRow, _ text: Substring) {
    report = Report(
      kind: kind, headline: row, first: cut?.number ?? rule ?? row.number, last: row.number,
      isCut: cut != nil, named: StackFrame.named(in: text))
    cut = nil
    rule = nil
    if kind.isOneLine { close() }
  }

  private mutating func follow(_ text: Substring, _ row: KernelLogRow) {
    guard var report else { return }
    report.length += 1
    let isTrace = text.contains("Call Trace:") || text.contains("Call trace:")
    switch report.stack {
    case .awaited:
      if report.pointer == nil, let frame = StackFrame(instructionPointer: text) {
        report.pointer = frame.function
      }
      if isTrace || text.hasPrefix("backtrace:") || text.hasPrefix("  backtrace") {
        report.stack = .open
      }
    case .open:
      if let frame = StackFrame(trace: text) {
        report.frames.append(frame)
      } else if text.contains("</TASK>") || !Self.isWithinStack(text) {
        report.stack = .read
        if !report.isCut, !text.contains("</TASK>"), !Self.isAfterStack(text) {
          self.report = report
          close()
          return
        }
      }
    case .read:
      // What comes between a stack and `end trace` is the report's; else only registers are.
      if !report.isCut, !Self.isAfterStack(text) {
        self.report = report
        close()
        return
      }
    }
    if report.stack != .awaited { report.last = row.number }
    self.report = report
    if report.length >= Self.longest { close() }
  }

  /// Marks and registers of an interrupted context, between the frames of one stack.
  private static func isWithinStack(_ text: Substring) -> Bool {
    let text = text.drop { $0 == " " || $0 == "\t" }
    return text.isEmpty || text.hasPrefix("<") || text.hasPrefix("[<") || isAfterStack(text)
  }

  private static let registers = [
    "RIP: ", "RSP: ", "RAX: ", "RDX: ", "RBP: ", "R10: ", "R13: ", "Code: ", "FS: ", "CS: ",
    "CR2: ", "DR0: ", "DR3: ", "PKRU: ", "Modules linked in", "EFLAGS",
  ]

  private static func isAfterStack(_ text: Substring) -> Bool {
    registers.contains(where: text.hasPrefix)
  }

  private mutating func close() {
    guard let report else { return }
    self.report = nil
    let reliable = report.frames.filter(\.isReliable)
    // User-mode Linux is unsure of every frame.
    let trace = (reliable.isEmpty ? report.frames : reliable).map(\.function)
    var frames: [String] = []
    let top = report.named.isEmpty ? [report.pointer].compactMap { $0 } : report.named
    for function in top + trace
    where !GenericFrames.contains(function, of: report.kind) && frames.last != function {
      frames.append(function)
    }
    troubles.append(
      KernelTrouble(
        kind: report.kind, headline: String(LogText.bare(report.headline.line.text)),
        frames: Array(frames.prefix(TroubleFingerprint.depth + 1)),
        lines: report.first...max(report.first, report.last), line: report.headline.number,
        time: report.headline.time))
  }
}
