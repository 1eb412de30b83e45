/// Regular expressions of ` (re)` lines: Swift's, over a whole line, by Unicode scalars.
package enum LineExpression {
  /// Compiles `text`.
  ///
  /// - Throws: what Swift's parser says is wrong.
  package static func compile(_ text: String) throws -> Regex<AnyRegexOutput> {
    try Regex(text).matchingSemantics(.unicodeScalar)
  }

  /// The names of the groups `(?<name>…)` of a valid expression, in order.
  package static func groups(in text: String) -> [String] {
    var names: [String] = []
    var rest = Array(text.unicodeScalars)[...]
    while let scalar = rest.popFirst() {
      if scalar == "\\" {
        rest = rest.dropFirst()
        continue
      }
      guard scalar == "(",
        rest.starts(with: "?<".unicodeScalars) || rest.starts(with: "?P<".unicodeScalars),
        let open = rest.firstIndex(of: "<"), let close = rest[open...].firstIndex(of: ">")
      else { continue }
      let name = rest[(open + 1)..<close]
      if name.first != "=", name.first != "!" {
        names.append(String(String.UnicodeScalarView(name)))
      }
    }
    return names
  }

  /// `text` as an expression that matches only itself.
  package static func quoted(_ text: String) -> String {
    var quoted = ""
    for scalar in text.unicodeScalars {
      if !scalar.isASCII, "a\(scalar)".count == 1 {
        // Swift's parser reads characters: with a mark on it, `)` is none of its signs.
        quoted += "\\u{\(String(scalar.value, radix: 16))}"
        continue
      }
      if #"\^$.|?*+()[]{}"#.unicodeScalars.contains(scalar) { quoted += "\\" }
      quoted.unicodeScalars.append(scalar)
    }
    return quoted
  }
}
