/// Changes of one host that come together, as `ip link set up` makes them: told in few lines.
struct ChangeBurst {
  /// Changes that come later than this after the one before are told by themselves.
  private static let longestPause: Int64 = 5_000_000
  private static let mostOfAGroup = 6
  private static let mostSingly = 24
  private static let mostGroups = 12

  let host: Int
  let time: Int64
  private var last: Int64
  private var sentences: [ChangeWords.Sentence]

  init(_ sentence: ChangeWords.Sentence, host: Int, time: Int64) {
    self.host = host
    self.time = time
    last = time
    sentences = [sentence]
  }

  /// Takes another change in; false where it does not belong to these.
  mutating func add(_ sentence: ChangeWords.Sentence, host: Int, time: Int64) -> Bool {
    guard host == self.host, time - last <= Self.longestPause else { return false }
    last = time
    sentences.append(sentence)
    return true
  }

  /// What is told: all links and addresses in one text, then each group of routes in one.
  func texts(isFull: Bool) -> [String] {
    var texts: [String] = []
    let single = sentences.filter { $0.group == nil }.map(\.text)
    if !single.isEmpty {
      let shown = isFull ? single.count : Self.mostSingly
      var text = single.prefix(shown).joined(separator: "; ")
      if single.count > shown { text += "; \(single.count - shown) more changes" }
      texts.append(text)
    }
    var names: [String] = []
    for name in sentences.compactMap(\.group) where !names.contains(name) { names.append(name) }
    let shownNames = isFull ? names.count : Self.mostGroups
    for name in names.prefix(shownNames) {
      let group = sentences.filter { $0.group == name }
      guard group.count > 1 else {
        texts += group.map(\.text)
        continue
      }
      let shown = isFull ? group.count : Self.mostOfAGroup
      var text = name + ": " + group.prefix(shown).map(\.item).joined(separator: ", ")
      if group.count > shown { text += ", \(group.count - shown) more" }
      texts.append(text)
    }
    if names.count > shownNames {
      texts.append("and \(names.count - shownNames) more kinds of change")
    }
    return texts
  }
}
