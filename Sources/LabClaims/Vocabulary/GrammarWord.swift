/// The fixed words of the claim language.
///
/// None of them can be an id.
package enum GrammarWord: String, Sendable, CaseIterable {
  case absent, address, after, and, `as`, at, attempt, before, between, by, carrier, change, comes
  case config, containing, contains, counter, cross, dead, dev, does, down, during, entering, every
  case exactly, exits, fails, has, `in`, `is`, interfaces, kernel, killed, leaving, least, less
  case lines, linkdown, listening, log, master, matching, more, most, mtu, neighbour, no, not
  case nothing, of, on, or, out, packets, param, port, present, prints, reading, rises, route, same
  case seen, skipped, sockets, some, state, stderr, stdout, succeeds, table, takes, than, the, times
  case to, type, until, up, via, warnings, when, `where`, with, within

  /// Every way to write it in lower case, the one shown in diagnostics first.
  package var spellings: [String] { [rawValue] + otherSpellings }

  /// The word that `text` is in any case and number; nil where it is none.
  package init?(_ text: String) {
    guard let word = Self.bySpelling[text.lowercased()] else { return nil }
    self = word
  }

  /// Singular and plural, where English wants the other one.
  private var otherSpellings: [String] {
    switch self {
    case .comes: ["come"]
    case .contains: ["contain"]
    case .cross: ["crosses"]
    case .does: ["do"]
    case .exits: ["exit"]
    case .fails: ["fail"]
    case .has: ["have"]
    case .interfaces: ["interface"]
    case .is: ["are"]
    case .lines: ["line"]
    case .neighbour: ["neighbor"]
    case .packets: ["packet"]
    case .prints: ["print"]
    case .rises: ["rise"]
    case .sockets: ["socket"]
    case .succeeds: ["succeed"]
    case .takes: ["take"]
    case .times: ["time"]
    case .warnings: ["warning"]
    default: []
    }
  }

  private static let bySpelling: [String: GrammarWord] = {
    var words: [String: GrammarWord] = [:]
    for word in allCases {
      for spelling in word.spellings { words[spelling] = word }
    }
    return words
  }()
}
