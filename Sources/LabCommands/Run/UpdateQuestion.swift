import Glibc
import LabModel
import LabNotebook
import LabReport
import Synchronization

/// Asks on a terminal whether a step is to be rewritten: `--update=ask`.
///
/// For one notebook at a time.
final class UpdateQuestion: Sendable {
  private enum Answer: Sendable {
    case yes
    case no
  }

  private struct State {
    /// What was said for all that follow: `a` or `q`.
    var forAll: Answer?
  }

  private let state = Mutex(State())
  private let isInterrupted = Atomic<Bool>(false)
  private let input: Int32
  private let show: @Sendable (String) -> Void
  private let style: TextStyle

  /// Reads answers from `input`, a descriptor, and shows questions with `show`.
  init(input: Int32 = 0, style: TextStyle, show: @escaping @Sendable (String) -> Void) {
    self.input = input
    self.style = style
    self.show = show
  }

  /// Ends a question that waits: its answer is no, and so are all that follow.
  func interrupt() { isInterrupted.store(true, ordering: .relaxed) }

  /// Shows what would be rewritten and waits for the answer.
  func accepts(_ step: StepUpdate, difference: String, in plan: Plan) -> Bool {
    if isInterrupted.load(ordering: .relaxed) { return false }
    if let answer = state.withLock({ $0.forAll }) { return answer == .yes }
    for line in difference.split(separator: "\n") {
      let tint: TextStyle.Tint = line.hasPrefix("+") ? .green : line.hasPrefix("-") ? .red : .dim
      show(style.tinted(style.escape.line(String(line)), tint) + "\n")
    }
    while true {
      show("rewrite step \(step.step), line \(step.position.line)? [y, n, a: all, q: no more] ")
      guard let line = readLine() else {
        show("\n")
        state.withLock { $0.forAll = .no }
        return false
      }
      switch line.lowercased() {
      case "y", "yes": return true
      case "n", "no": return false
      case "a", "all":
        state.withLock { $0.forAll = .yes }
        return true
      case "q", "quit":
        state.withLock { $0.forAll = .no }
        return false
      default: show("y rewrites it, n leaves it, a rewrites it and the rest, q leaves the rest\n")
      }
    }
  }

  /// A line without its end; nil at the end of input and after `interrupt`.
  private func readLine() -> String? {
    var bytes: [UInt8] = []
    while !isInterrupted.load(ordering: .relaxed) {
      var entry = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
      guard poll(&entry, 1, 100) > 0 else { continue }
      var byte: UInt8 = 0
      let count = read(input, &byte, 1)
      if count < 0, errno == EINTR || errno == EAGAIN { continue }
      if count <= 0 { return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self) }
      if byte == 0x0A {
        return String(decoding: bytes, as: UTF8.self).split { $0 == " " || $0 == "\t" }
          .joined(separator: " ")
      }
      bytes.append(byte)
    }
    return nil
  }
}
