/// How often something was so in a number of trials, and between which bounds its true share lies.
package struct Rate: Sendable, Hashable {
  package var successes: Int
  package var trials: Int

  /// `successes` of `trials`, from 0 to `trials`.
  package init(_ successes: Int, of trials: Int) {
    self.successes = successes
    self.trials = trials
  }

  /// The share seen, from 0 to 1; nil without trials.
  package var share: Double? { trials == 0 ? nil : Double(successes) / Double(trials) }

  /// The 95 % quantile of the normal distribution, two-sided.
  private static let z = 1.959963984540054

  /// Wilson's score interval at 95 %; nil without trials.
  ///
  /// Unlike share ± error it stays within 0 and 1, and tells something for 20 of 20: see Wilson,
  /// Probable inference, in the Journal of the American Statistical Association 22, 1927.
  package var interval: ClosedRange<Double>? {
    guard let share else { return nil }
    let n = Double(trials)
    let square = Self.z * Self.z
    let middle = (share + square / (2 * n)) / (1 + square / n)
    let half =
      Self.z / (1 + square / n)
      * (share * (1 - share) / n + square / (4 * n * n)).squareRoot()
    // At the ends the bound is the end itself; rounding must not leave it just short.
    let low = successes == 0 ? 0 : max(0, middle - half)
    let high = successes == trials ? 1 : min(1, middle + half)
    return low...high
  }

  /// `85 %, 95 % interval 64 to 95 %`.
  package var text: String {
    guard let share, let interval else { return "no trial" }
    func percent(_ value: Double) -> String { String(Int((value * 100).rounded())) }
    return "\(percent(share)) %, 95 % interval \(percent(interval.lowerBound)) to "
      + "\(percent(interval.upperBound)) %"
  }
}
