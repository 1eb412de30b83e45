/// The words of a command line that is being typed, as a shell hands them to a completion.
struct CommandWords: Sendable, Hashable {
  private let words: [String]

  /// Takes the words as they were typed: bash and zsh leave quotes in them, and bash parts words at `=`.
  init(_ words: [String]) { self.words = words.map(Self.unquoted) }

  /// The last value of a long option; nil where it has none.
  func value(of option: String) -> String? {
    var value: String?
    for (index, word) in words.enumerated() {
      if word.hasPrefix(option + "=") {
        value = String(word.dropFirst(option.count + 1))
      } else if word == option {
        let rest = words[(index + 1)...]
        value = rest.first == "=" ? rest.dropFirst().first : rest.first
      }
    }
    return value
  }

  /// The words after `command` that are neither options nor the values of `valued` options.
  func operands(of command: String, valued: Set<String>) -> [String] {
    guard let start = words.firstIndex(of: command) else { return [] }
    var operands: [String] = []
    var rest = words[(start + 1)...]
    while let word = rest.popFirst() {
      guard word.hasPrefix("-") else {
        operands.append(word)
        continue
      }
      let isParted = rest.first == "="
      if isParted { rest.removeFirst() }
      if isParted || valued.contains(word) { _ = rest.popFirst() }
    }
    return operands
  }

  /// A word without its quotes; `~` and variables stay as they are.
  private static func unquoted(_ word: String) -> String {
    var result = ""
    var quote: Character?
    var isEscaped = false
    for character in word {
      if isEscaped {
        result.append(character)
        isEscaped = false
      } else if character == "\\", quote != "'" {
        isEscaped = true
      } else if character == quote {
        quote = nil
      } else if quote == nil, character == "'" || character == "\"" {
        quote = character
      } else {
        result.append(character)
      }
    }
    return result
  }
}
