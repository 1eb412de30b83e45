/// Short forms of ids.
package enum ShortID {
  /// The shortest beginning of `id`, of at least `least` characters, that neither `lower` nor `higher` has;
  /// it does not end in a dash.
  ///
  /// Where these are the next ids in order, no other one has it.
  package static func of(
    _ id: String, between lower: String?, and higher: String?, least: Int = 8
  ) -> String {
    let common = [lower, higher].compactMap { $0 }.reduce(0) { longest, other in
      max(longest, zip(id.utf8, other.utf8).prefix { $0 == $1 }.count)
    }
    var length = max(least, common + 1)
    if id.utf8.dropFirst(length - 1).first == UInt8(ascii: "-") { length += 1 }
    return String(id.prefix(length))
  }

  /// For each of `ids` the shortest such beginning that no other of them has.
  package static func prefixes(_ ids: [String]) -> [String: String] {
    let sorted = Set(ids).sorted()
    var result: [String: String] = [:]
    for (place, id) in sorted.enumerated() {
      result[id] = of(
        id, between: place > 0 ? sorted[place - 1] : nil,
        and: place + 1 < sorted.count ? sorted[place + 1] : nil)
    }
    return result
  }
}
