import LabClaims
import LabModel

/// Which addresses each host had, and when.
struct HostAddresses: Sendable {
  private struct Key: Hashable {
    var host: Int
    var address: IPAddress
  }

  private struct Span {
    var from: Int64
    var to: Int64
  }

  private var spans: [Key: [Span]] = [:]

  init(_ evidence: RunEvidence) {
    for row in evidence.addresses.sorted(by: { ($0.time, $0.number) < ($1.time, $1.number) }) {
      let change = row.change
      if let old = change.old.flatMap({ IPAddress($0.address) }) {
        let key = Key(host: change.host, address: old)
        if let last = spans[key]?.indices.last { spans[key]?[last].to = row.time }
      }
      if let new = change.new.flatMap({ IPAddress($0.address) }) {
        let from = change.isInitial ? Int64.min : min(change.earliest, row.time)
        spans[Key(host: change.host, address: new), default: []].append(
          Span(from: from, to: Int64.max))
      }
    }
  }

  /// Whether `address` is one that `host` sends from: its own, one that never leaves a link, or
  /// none at all.
  func isOwn(_ address: IPAddress?, host: Int, at time: Int64) -> Bool {
    switch address {
    case nil: return true
    case .v4(let bits): if bits == 0 || bits >> 24 == 127 { return true }
    case .v6(let upper, let lower):
      if upper == 0 && lower <= 1 { return true }
      // fe80::/10: addresses of a link are announced late, and nothing routes them.
      if upper >> 54 == 0x3fa { return true }
    }
    guard let address, let spans = spans[Key(host: host, address: address)] else { return false }
    return spans.contains { $0.from <= time && time <= $0.to }
  }
}

extension IPAddress {
  /// Reads what inet_pton(3) reads.
  init?(_ text: String) {
    guard let bytes = NetworkAddress(text)?.bytes else { return nil }
    var words = [UInt64](repeating: 0, count: 2)
    if bytes.count == 4 {
      self = .v4(bytes.reduce(0) { $0 << 8 | UInt32($1) })
      return
    }
    for (index, byte) in bytes.enumerated() {
      words[index / 8] = words[index / 8] << 8 | UInt64(byte)
    }
    self = .v6(words[0], words[1])
  }
}
