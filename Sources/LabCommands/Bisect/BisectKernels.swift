/// The ordered kernels that a bisection searches, from the good end to the bad one.
struct BisectKernels: Sendable, Hashable {
  /// One of them.
  struct Member: Sendable, Hashable {
    /// As reports call it.
    var name: String
    /// What `--kernel` takes; nil for a folder in which there is no kernel.
    var spec: String?
  }

  var members: [Member]
  /// Whether the list has the good end after the bad one, so that it is searched backwards.
  var isReversed: Bool

  /// The part of `members`, in their own order, between the two ends.
  ///
  /// - Parameters:
  ///   - members: all kernels that there are.
  ///   - good: names or specifies the one that is good.
  ///   - bad: the one that is bad.
  ///   - place: where they come from, for messages.
  /// - Throws: `CommandFailure` (status 2) where an end is not among them, or both are one.
  init(_ members: [Member], good: String, bad: String, of place: String) throws(CommandFailure) {
    let first = try Self.index(of: good, in: members, option: "--good", place)
    let last = try Self.index(of: bad, in: members, option: "--bad", place)
    guard first != last else {
      throw CommandFailure(.mistake, "--good and --bad are the same kernel: \(members[first].name)")
    }
    isReversed = first > last
    let part = members[min(first, last)...max(first, last)]
    self.members = isReversed ? part.reversed() : Array(part)
  }

  /// The comma-separated specifications of `list`, in its order.
  static func specified(_ list: String) -> [Member] {
    list.split(separator: ",").map { part in
      let spec = part.trimmingWhitespace()
      return Member(name: spec, spec: spec)
    }.filter { !$0.name.isEmpty }
  }

  private static func index(
    of end: String, in members: [Member], option: String, _ place: String
  ) throws(CommandFailure) -> Int {
    let trimmed = end.count > 1 && end.hasSuffix("/") ? String(end.dropLast()) : end
    func index(where test: (Member) -> Bool) -> Int? { members.firstIndex(where: test) }
    let found =
      index { $0.name == trimmed || $0.spec == trimmed }
      // A path to a build is as good as its name.
      ?? index {
        $0.name == trimmed.split(separator: "/").last.map(String.init) && $0.spec != $0.name
      }
    if let found { return found }
    let names = members.map(\.name)
    let shown = names.count <= 12 ? names : names.prefix(6) + ["…"] + names.suffix(5)
    throw CommandFailure(
      .mistake, "\(option) \(end) is not among the kernels of \(place)",
      remedy: names.isEmpty
        ? "there are none" : "they are, in this order: " + shown.joined(separator: ", "))
  }
}

extension Substring {
  fileprivate func trimmingWhitespace() -> String {
    var part = self
    while part.first?.isWhitespace == true { part.removeFirst() }
    while part.last?.isWhitespace == true { part.removeLast() }
    return String(part)
  }
}
