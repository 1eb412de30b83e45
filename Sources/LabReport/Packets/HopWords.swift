import LabEvidence

/// What changed about a packet from one copy to the next, in words.
struct HopWords {
  let style: TextStyle

  /// `TTL 64→63`, `src 10.0.0.2→192.0.2.1`, …: one for each change that says something.
  func changes(_ hop: PacketHop) -> [String] {
    var words = hop.changes.compactMap(change)
    if let addresses = linkAddresses(hop) { words.append(addresses) }
    return words
  }

  private func change(_ change: HopChange) -> String? {
    switch change {
    case .ttl(let old, let new): return turned("TTL", old, new)
    case .source(let old, let new): return turned("src", old, new)
    case .destination(let old, let new): return turned("dst", old, new)
    case .sourcePort(let old, let new): return turned("src port", old, new)
    case .destinationPort(let old, let new): return turned("dst port", old, new)
    case .identifier(let old, let new): return turned("id", old, new)
    case .vlan(let old, let new):
      return turned("VLAN", old.map(String.init) ?? "none", new.map(String.init) ?? "none")
    case .tunnels(let old, let new): return new > old ? "into a tunnel" : "out of a tunnel"
    case .cut: return "a part of it"
    case .joined(let count): return "put together of \(max(2, count)) packets"
    case .checksum(let old, let new): return turned("checksum", hexadecimal(old), hexadecimal(new))
    // It follows from what else changed.
    case .headerChecksum: return nil
    // Both are told at once.
    case .sourceMAC, .destinationMAC: return nil
    }
  }

  private func turned<T>(_ name: String, _ old: T, _ new: T) -> String {
    "\(name) \(old)\(style.arrow)\(new)"
  }

  /// `src MAC now 02:00:00:00:00:01`: every hop has its own, so the old ones say nothing new.
  private func linkAddresses(_ hop: PacketHop) -> String? {
    var words: [String] = []
    for change in hop.changes {
      switch change {
      case .sourceMAC(_, let new?): words.append("src MAC now \(Self.address(new))")
      case .destinationMAC(_, let new?): words.append("dst MAC now \(Self.address(new))")
      default: break
      }
    }
    return words.isEmpty ? nil : words.joined(separator: ", ")
  }

  /// `02:00:00:00:00:01`.
  static func address(_ address: [UInt8]) -> String {
    address.map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined(separator: ":")
  }

  private func hexadecimal(_ number: UInt16) -> String {
    let digits = String(number, radix: 16)
    return "0x" + String(repeating: "0", count: 4 - digits.count) + digits
  }
}
