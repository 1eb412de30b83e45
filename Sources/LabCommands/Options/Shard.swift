import ArgumentParser

/// `K/N`: the K-th of the N parts into which notebooks are split.
package struct Shard: Sendable, Hashable, ExpressibleByArgument {
  /// From 1 to `count`.
  package var number: Int
  package var count: Int

  package init(number: Int, of count: Int) {
    self.number = number
    self.count = count
  }

  package init?(argument: String) {
    let parts = argument.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ $0.allSatisfy { $0.isASCII && $0.isNumber } }),
      let number = Int(parts[0]), let count = Int(parts[1]), number >= 1, number <= count
    else { return nil }
    self.init(number: number, of: count)
  }

  /// As it is typed.
  package var text: String { "\(number)/\(count)" }
}
