package import LabModel

extension FilterFailure {
  /// The failure as a mistake with the place in the filter where libpcap stopped, as far as that can be
  /// told; otherwise the whole filter is underlined.
  package var diagnostic: Diagnostic {
    let (column, length) = place
    return Diagnostic(
      path: "filter", position: SourcePosition(line: 1, column: column), length: length,
      message: message, remedy: "see pcap-filter(7): `tcp port 80`, `icmp`, `host 10.0.0.1`",
      sourceLine: filter)
  }

  /// Column (from 1) and length in scalars.
  private var place: (Int, Int) {
    let scalars = Array(filter.unicodeScalars)
    let words = Self.words(scalars)
    // libpcap quotes what it does not know.
    let parts = message.split(separator: "'", omittingEmptySubsequences: false)
    if let quoted = parts.dropFirst().first,
      let word = words.first(where: { String(String.UnicodeScalarView(scalars[$0])) == quoted })
    {
      return (word.lowerBound + 1, word.count)
    }
    // Names would be looked up again for each trial.
    let hasNames = scalars.contains(".") && scalars.contains { $0.properties.isAlphabetic }
    if message.contains("syntax error"), words.count <= 64, !hasNames {
      for word in words where !isBeginning(scalars[..<word.upperBound]) {
        return (word.lowerBound + 1, word.count)
      }
      return (scalars.count + 1, 1)
    }
    return (1, max(1, scalars.count))
  }

  /// Whether some filter begins with `scalars`, as far as a few endings tell.
  private func isBeginning(_ scalars: ArraySlice<Unicode.Scalar>) -> Bool {
    let text = String(String.UnicodeScalarView(scalars))
    let open = scalars.count { $0 == "(" } - scalars.count { $0 == ")" }
    let closing = String(repeating: ")", count: max(0, open))
    let endings = [
      "", " 1", " ip", " 10.0.0.1", " 00:00:00:00:00:01", " = 1", " tcp port 1", " port 1",
      " host 10.0.0.1", "0] = 1", "] = 1",
    ]
    return endings.contains { ending in
      (try? CompiledPacketFilter(text + ending + closing, linkType: linkType)) != nil
    }
  }

  /// The words of a filter as ranges of scalars.
  private static func words(_ scalars: [Unicode.Scalar]) -> [Range<Int>] {
    var words: [Range<Int>] = []
    var start: Int?
    for (index, scalar) in scalars.enumerated() {
      if scalar.properties.isWhitespace {
        if let first = start { words.append(first..<index) }
        start = nil
      } else if start == nil {
        start = index
      }
    }
    if let start { words.append(start..<scalars.count) }
    return words
  }
}
