import LabModel

/// When something happened, as far as the record tells: at some time from `earliest` to `latest`.
///
/// Times are CLOCK_MONOTONIC in ns. Step boundaries are exact; a netlink change lies between the
/// last time its socket was found empty and the time it was read; a packet has its clock's error.
struct Instant: Sendable, Hashable {
  /// Where the time comes from: events of one source keep their order where intervals overlap.
  enum Origin: Sendable, Hashable {
    case clock
    /// A message of a host's one netlink socket, which hands them out in the kernel's order.
    case netlink(host: Int, table: EvidenceReference.Table, number: Int)
    /// A packet: all captures share the kernel's clock, and one ring keeps the order.
    case packet(host: Int, number: Int, time: Int64)
  }

  var earliest: Int64
  var latest: Int64
  var origin: Origin

  init(earliest: Int64, latest: Int64, origin: Origin = .clock) {
    self.earliest = min(earliest, latest)
    self.latest = latest
    self.origin = origin
  }

  /// An instant that is known exactly.
  init(_ time: Int64) {
    self.init(earliest: time, latest: time)
  }

  /// Before everything that was recorded.
  static let beginning = Instant(Int64.min)

  var isBeginning: Bool { latest == Int64.min }

  /// The same instant where it may have come as early as `time`: by another event, then, so that it
  /// has no place in its source's order any more.
  func widened(to time: Int64) -> Instant {
    time < earliest ? Instant(earliest: time, latest: latest) : self
  }

  /// How this instant lies to `other`.
  func order(to other: Instant) -> Order {
    if let known = orderWithinSource(to: other) { return known }
    if earliest == other.latest && latest == other.earliest { return .same }
    // An interval may touch a boundary: what was read by a fence happened before it.
    if latest <= other.earliest { return .before }
    if earliest >= other.latest { return .after }
    return .unclear
  }

  private func orderWithinSource(to other: Instant) -> Order? {
    switch (origin, other.origin) {
    case (.packet(let host, let number, let time), .packet(let host2, let number2, let time2)):
      if host == host2 && number == number2 { return .same }
      if time != time2 { return time < time2 ? .before : .after }
      // A bridge and its port share a stamp: their ring knows. Two hosts have two rings.
      guard host == host2 else { return .unclear }
      return number < number2 ? .before : .after
    case (.netlink(let host, let table, let number), .netlink(let host2, let table2, let number2)):
      guard host == host2 else { return nil }
      if table == table2 { return number == number2 ? .same : number < number2 ? .before : .after }
      if latest != other.latest { return latest < other.latest ? .before : .after }
      return nil
    default:
      return nil
    }
  }
}

/// How one instant lies to another.
enum Order: Sendable {
  case before
  case same
  case after
  /// The intervals overlap: too close to tell.
  case unclear
}
