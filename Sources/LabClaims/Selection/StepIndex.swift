package import LabModel

/// Finds the steps that a selector names.
///
/// Commands are taken apart once, when it is made.
package struct StepIndex: Sendable {
  private struct Entry: Sendable {
    var number: Int
    var block: Int
    var blockID: String?
    var indexInBlock: Int
    var isLastOfBlock: Bool
    var command: String
    /// The programs it runs, each with the host it runs on.
    var programs: [(name: String, host: String)]
    /// The hosts it runs on: its shell's, unless all its programs run elsewhere.
    var hosts: Set<String>
  }

  private let entries: [Entry]

  /// The names of all programs and builtins that steps run, as `CommandWords` sees them.
  package let programNames: Set<String>

  /// By the number of a step, the program (`unshare`, `nsenter`) that takes some of it into a
  /// network namespace without a name.
  package let namespaceChanges: [Int: String]

  /// The ids of all blocks that have steps.
  package let blockIDs: Set<String>

  /// - Parameter steps: All steps of one notebook, in order.
  package init(_ steps: [some SelectableStep]) {
    var last: [Int: Int] = [:]
    for step in steps { last[step.block] = max(last[step.block] ?? 0, step.indexInBlock) }
    var namespaceChanges: [Int: String] = [:]
    let entries = steps.map { step in
      let found = CommandWords.programs(in: step.command)
      namespaceChanges[step.number] = found.lazy.compactMap(\.namespaceChange).first
      let programs = found.map { (name: $0.name, host: $0.host ?? step.host) }
      let hosts = programs.isEmpty ? [step.host] : Set(programs.map(\.host))
      return Entry(
        number: step.number, block: step.block, blockID: step.blockID,
        indexInBlock: step.indexInBlock,
        isLastOfBlock: last[step.block] == step.indexInBlock,
        command: step.command, programs: programs, hosts: hosts)
    }
    self.entries = entries
    self.namespaceChanges = namespaceChanges
    programNames = Set(entries.flatMap { $0.programs.map(\.name) })
    blockIDs = Set(entries.compactMap(\.blockID))
  }

  /// The numbers of the steps that `selector` names as the subject of a claim, in order.
  ///
  /// A block's id names its last command. Blocks that share an id (with different `when=`) each
  /// give theirs.
  package func subjects(of selector: StepSelector) -> [Int] {
    steps(of: selector, wholeBlocks: false)
  }

  /// The numbers of the steps that `selector` names as a moment, in order.
  ///
  /// A block's id names all of its steps.
  package func moments(of selector: StepSelector) -> [Int] {
    steps(of: selector, wholeBlocks: true)
  }

  /// Whether a block has the id `id`.
  package func hasBlock(withID id: String) -> Bool { blockIDs.contains(id) }

  private func steps(of selector: StepSelector, wholeBlocks: Bool) -> [Int] {
    let host = selector.host
    let target = resolve(selector.name)
    return entries.filter { entry in
      switch target {
      case .block(let id):
        entry.blockID == id && (wholeBlocks || entry.isLastOfBlock)
          && (host.map(entry.hosts.contains) ?? true)
      case .command(let id, let number):
        entry.blockID == id && entry.indexInBlock == number
          && (host.map(entry.hosts.contains) ?? true)
      case .program(let name):
        entry.programs.contains { $0.name == name && (host == nil || $0.host == host) }
      case .prefix(let prefix):
        entry.command.hasPrefix(prefix) && (host.map(entry.hosts.contains) ?? true)
      }
    }.map(\.number)
  }

  private enum Target {
    case block(String)
    case command(String, Int)
    case program(String)
    case prefix(String)
  }

  /// What a name means here: a word may be a block's id, one of its commands, or a program.
  private func resolve(_ name: StepSelector.Name) -> Target {
    switch name {
    case .prefix(let prefix): return .prefix(prefix)
    case .id(let id, command: nil): return .block(id)
    case .id(let id, command: let number?): return .command(id, number)
    case .word(let word):
      if hasBlock(withID: word) { return .block(word) }
      if let (id, number) = StepSelector.Name.command(in: word), hasBlock(withID: id) {
        return .command(id, number)
      }
      return .program(word)
    }
  }
}

extension StepSelector.Name {
  /// Takes `id.2` apart; nil where `word` does not end in a dot and digits.
  static func command(in word: String) -> (id: String, number: Int)? {
    guard let dot = word.lastIndex(of: "."), dot != word.startIndex else { return nil }
    let digits = word[word.index(after: dot)...]
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let number = Int(digits)
    else { return nil }
    return (String(word[..<dot]), number)
  }
}
