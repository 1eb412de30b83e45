package import LabEvidence

/// Finds the claim that a reader means.
package enum ClaimChoice: Sendable {
  case found(ClaimVerdict)
  /// None is meant by it.
  case none
  /// Several are.
  case several([ClaimVerdict])

  /// Finds the claim that `text` means among those of a run: its number, its label or whole text, or
  /// a beginning of its text that no other has, letter case aside.
  package init(_ text: String, among claims: [ClaimVerdict]) {
    if let number = Int(text), let claim = claims.first(where: { $0.number == number }) {
      self = .found(claim)
      return
    }
    let wanted = Self.folded(text)
    let exact = claims.filter {
      Self.folded($0.identity) == wanted || Self.folded($0.text) == wanted
    }
    let found =
      exact.isEmpty ? claims.filter { Self.folded($0.text).hasPrefix(wanted) } : exact
    if let claim = found.first, !wanted.isEmpty {
      self = found.count == 1 ? .found(claim) : .several(found)
    } else {
      self = .none
    }
  }

  private static func folded(_ text: String) -> String {
    text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
