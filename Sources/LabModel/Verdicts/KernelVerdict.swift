/// What a notebook says of a kernel, as a bisection asks: git-bisect(1)'s three answers.
package enum KernelVerdict: String, Sendable, Hashable, CaseIterable {
  /// Everything asked about is as claimed.
  case good
  /// A claim was refuted, or a step missed its expectation.
  case bad
  /// It cannot be told: the run was blocked, inconclusive, or came to no end.
  case skip
}
