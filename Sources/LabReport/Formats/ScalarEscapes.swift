extension String {
  /// The text with each of these scalars replaced.
  ///
  /// Scalar by scalar: a combining mark after one would hide it from a search by character.
  func escaping(_ escapes: [Unicode.Scalar: String]) -> String {
    var result = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      if let escape = escapes[scalar] {
        result.append(contentsOf: escape.unicodeScalars)
      } else {
        result.append(scalar)
      }
    }
    return String(result)
  }
}
