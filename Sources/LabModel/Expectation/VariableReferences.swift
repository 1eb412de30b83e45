/// `${name}` in expected lines.
package enum VariableReferences {
  /// Whether `name` can be a shell variable: letters, digits and `_`, no digit first, all ASCII.
  package static func isName(_ name: String) -> Bool {
    guard let first = name.utf8.first, !(0x30...0x39).contains(first) else { return false }
    return name.utf8.allSatisfy {
      (0x30...0x39).contains($0) || (0x41...0x5a).contains($0) || (0x61...0x7a).contains($0)
        || $0 == UInt8(ascii: "_")
    }
  }

  /// `text` with the value of each `${name}` that is in `variables`, put through `quote`; others stay.
  package static func resolve(
    in text: String, variables: [String: String], quote: (String) -> String
  ) -> String {
    guard !variables.isEmpty, text.utf8.contains(UInt8(ascii: "$")) else { return text }
    var resolved = ""
    var rest = Substring(text)
    while let reference = first(in: rest) {
      resolved += rest[..<reference.range.lowerBound]
      if let value = variables[reference.name] {
        resolved += quote(value)
      } else {
        resolved += rest[reference.range]
      }
      rest = rest[reference.range.upperBound...]
    }
    return resolved + rest
  }

  /// The names that `text` refers to, in order.
  package static func names(in text: String) -> [String] {
    var names: [String] = []
    var rest = Substring(text)
    while let reference = first(in: rest) {
      names.append(reference.name)
      rest = rest[reference.range.upperBound...]
    }
    return names
  }

  private static func first(in text: Substring) -> (name: String, range: Range<String.Index>)? {
    let scalars = text.unicodeScalars
    var search = scalars.startIndex
    while let dollar = scalars[search...].firstIndex(of: "$") {
      search = scalars.index(after: dollar)
      guard search < scalars.endIndex, scalars[search] == "{" else { continue }
      guard let end = scalars[search...].firstIndex(of: "}") else { return nil }
      let name = String(scalars[scalars.index(after: search)..<end])
      if isName(name) { return (name, dollar..<scalars.index(after: end)) }
    }
    return nil
  }
}
