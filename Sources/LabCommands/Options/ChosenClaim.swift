import LabEvidence
import LabModel
import LabReport
import LabRun

extension ClaimVerdict {
  /// The claim that `text` means among `claims`: its number, its label, or the beginning of its text.
  ///
  /// - Throws: `CommandFailure` (status 2) where that is none, or more than one.
  static func chosen(
    by text: String, among claims: [ClaimVerdict]
  ) throws(CommandFailure) -> ClaimVerdict {
    func list(_ claims: [ClaimVerdict]) -> String {
      let words = claims.prefix(8).map { claim in
        let text = claim.text.split(whereSeparator: \.isNewline).joined(separator: " ")
        return "\(claim.number): \(text.count > 70 ? text.prefix(69) + "…" : text)"
      }
      return words.joined(separator: "\n  ") + (claims.count > 8 ? "\n  …" : "")
    }
    switch ClaimChoice(text, among: claims) {
    case .found(let claim): return claim
    case .several(let claims):
      throw CommandFailure(
        .mistake, "\(claims.count) claims begin with `\(text)`",
        remedy: "name one by its number:\n  " + list(claims))
    case .none:
      throw CommandFailure(
        .mistake, "no claim is called or begins `\(text)`",
        remedy: "there are these:\n  " + list(claims))
    }
  }

  /// The claim of `plan` that `text` means, or what a run on another kernel claims of its kernel log.
  ///
  /// - Throws: `CommandFailure` (status 2) where that is none, or more than one.
  static func chosen(by text: String, in plan: Plan) throws(CommandFailure) -> ClaimVerdict {
    // It is the same for each kind of machine.
    let planned = plan.claims + ImplicitClaims.of(plan, on: "qemu")
    return try chosen(
      by: text, among: planned.map { ClaimVerdict($0, Verdict(.inconclusive, "not judged yet")) })
  }
}
