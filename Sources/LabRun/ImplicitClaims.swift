package import LabModel

/// What a run claims without its notebook saying so.
package enum ImplicitClaims {
  /// `kernel log has no warnings` for a run in a machine, unless the notebook says that warnings are
  /// allowed or has that claim for the whole run itself.
  package static func of(_ plan: Plan, on backend: String) -> [PlannedClaim] {
    guard backend != "namespaces", !plan.kernel.warningsAllowed,
      !plan.claims.contains(where: says)
    else { return [] }
    var claim = PlannedClaim(
      number: (plan.claims.map(\.number).max() ?? 0) + 1,
      claim: Claim(statement: .kernelLog(.hasNoWarnings)), text: "kernel log has no warnings",
      position: SourcePosition(line: 0, column: 0))
    claim.isImplicit = true
    return [claim]
  }

  /// Whether the notebook's own claim is the implicit one.
  private static func says(_ planned: PlannedClaim) -> Bool {
    planned.claim.statement == .kernelLog(.hasNoWarnings) && planned.claim.scope == nil
      && planned.claim.conditions.isEmpty && planned.conditions.isEmpty && !planned.isPublished
  }
}
