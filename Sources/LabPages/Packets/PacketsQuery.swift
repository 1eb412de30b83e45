import LabEvidence
import LabModel

/// What the address of a list of packets asks for.
struct PacketsQuery: Sendable {
  let query: PageQuery
  private(set) var request: PacketSliceRequest

  /// The most packets of a page.
  static let most = 100
  private static let longestFilter = 1000
  private static let mostChoices = 64

  /// Reads `query`: `filter`, and as often as wanted `host`, `interface` and `step`; `from` or `before` with
  /// a packet's number.
  ///
  /// - Throws: `SiteFailure.mistake`.
  init(_ query: PageQuery) throws(SiteFailure) {
    self.query = query
    var request = PacketSliceRequest(most: Self.most)
    request.filter = query.first("filter")
    guard request.filter?.utf8.count ?? 0 <= Self.longestFilter else {
      throw .mistake("the filter is longer than \(Self.longestFilter) bytes")
    }
    request.hosts = query.values("host")
    request.interfaces = query.values("interface")
    request.steps = try Self.numbers(query.values("step"), of: "step")
    guard
      [request.hosts.count, request.interfaces.count, request.steps.count]
        .allSatisfy({ $0 <= Self.mostChoices })
    else { throw .mistake("more than \(Self.mostChoices) hosts, interfaces or steps are named") }
    if let before = try Self.numbers(query.values("before"), of: "before").first {
      request.place = .before(before)
    } else if let from = try Self.numbers(query.values("from"), of: "from").first {
      request.place = .from(from)
    }
    self.request = request
  }

  /// Finds the hosts, interfaces and steps that are meant.
  ///
  /// A name may be given as it is shown.
  ///
  /// - Throws: `SiteFailure.mistake` where one is not of the run.
  mutating func resolve(in run: RunEvidence) throws(SiteFailure) {
    request.hosts = try Self.names(request.hosts, of: "host", among: run.hosts.map(\.name))
    request.interfaces = try Self.names(
      request.interfaces, of: "interface", among: run.interfaces.map(\.name))
    let steps = Set(run.steps.map(\.number))
    if let number = request.steps.first(where: { !steps.contains($0) }) {
      throw .mistake(
        "the run has no step \(number); its steps are numbered from 1 to \(steps.count)")
    }
  }

  private static func names(
    _ texts: [String], of kind: String, among names: [String]
  ) throws(SiteFailure) -> [String] {
    var found: [String] = []
    for text in texts {
      let meant = names.filter { $0 == text || VisibleText.of($0) == text }
      guard !meant.isEmpty else {
        throw .mistake("the run has no \(kind) `\(text)`; it has \(list(Set(names).sorted()))")
      }
      found += meant
    }
    return found
  }

  /// The same question about other packets.
  func turned(from number: Int) -> PageQuery {
    var query = query
    query.items.removeAll { $0.name == "before" || $0.name == "from" }
    return query.setting("from", "\(number)")
  }

  /// The same question about packets before one.
  func turned(before number: Int) -> PageQuery {
    var query = query
    query.items.removeAll { $0.name == "before" || $0.name == "from" }
    return query.setting("before", "\(number)")
  }

  private static func numbers(
    _ texts: [String], of name: String
  ) throws(SiteFailure) -> [Int] {
    var numbers: [Int] = []
    for text in texts {
      guard text.utf8.count < 12, let number = Int(text), number > 0 else {
        throw .mistake("`\(name)` wants a number from 1 on, and not `\(text.prefix(40))`")
      }
      numbers.append(number)
    }
    return numbers
  }

  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(12).joined(separator: ", ")
    return names.count > 12 ? "\(shown) and \(names.count - 12) more" : shown
  }
}
