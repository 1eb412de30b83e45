import ArgumentParser
import LabReport

/// One word that a shell may complete to.
struct Candidate: Sendable, Hashable {
  var value: String
  /// What zsh and fish show beside it.
  var description = ""

  /// How many are offered at most.
  static let most = 50

  /// Whether every shell takes the value for one word and for nothing else.
  ///
  /// bash expands what it is offered, so a database from elsewhere could run commands.
  var isPlain: Bool {
    !value.isEmpty && value.first != "-"
      && value.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
          || (0x61...0x7A).contains(byte) || "-_./+".utf8.contains(byte)
      }
  }

  /// The line that `shell` wants.
  ///
  /// See `_describe` of zshcompsys(1), and `complete` of fish.
  func line(for shell: CompletionShell?, style: TextStyle) -> String {
    let shown = TextWidth.cut(style.escape.line(description), to: 60, mark: style.ellipsis)
    guard !shown.isEmpty else { return value }
    switch shell {
    case .zsh?:
      return value + ":"
        + shown.split(
          separator: "\\", omittingEmptySubsequences: false
        ).joined(separator: "\\\\")
    case .fish?: return value + "\t" + shown
    default: return value
    }
  }

  /// The lines of those that are safe to offer, for the shell that asks.
  static func lines(_ candidates: [Candidate]) -> [String] {
    let style = TextStyle(usesUnicode: Environment.process.isUTF8)
    return candidates.filter(\.isPlain).prefix(most)
      .map { $0.line(for: .requesting, style: style) }
  }
}
