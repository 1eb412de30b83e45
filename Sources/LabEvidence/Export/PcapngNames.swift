import LabModel

/// The Name Resolution Block of a run (section 4.5 of the draft): its hosts' addresses.
enum PcapngNames {
  /// The block; nil where no address is one host's alone.
  ///
  /// Left out are loopback's addresses, which every host has, and those that more than one host had.
  static func block(_ evidence: RunEvidence) -> [UInt8]? {
    let hosts = Dictionary(evidence.hosts.map { ($0.number, $0.name) }) { first, _ in first }
    var owners: [IPAddress: Set<String>] = [:]
    for row in evidence.addresses {
      guard let text = row.change.new?.address, let address = IPAddress(text), !address.isLoopback,
        let host = hosts[row.change.host]
      else { continue }
      owners[address, default: []].insert(host)
    }
    var block = PcapngBlock(.names)
    var isEmpty = true
    let known = owners.map { (text: $0.key.description, address: $0.key, names: $0.value) }
    for (_, address, names) in known.sorted(by: { $0.text < $1.text }) {
      guard names.count == 1, let name = names.first, !name.isEmpty else { continue }
      // Wireshark's longest name is 63 bytes (MAXNAMELEN of epan/addr_resolv.h).
      let content = address.bytes + Array(PcapngBlock.shown(name, bytes: 63).utf8) + [0]
      // nrb_record_ipv4, nrb_record_ipv6
      block.append(UInt16(address.bytes.count == 4 ? 1 : 2))
      block.append(UInt16(content.count))
      block.append(padded: content)
      isEmpty = false
    }
    if isEmpty { return nil }
    // nrb_record_end
    block.append(UInt32(0))
    return block.finished()
  }
}

extension IPAddress {
  /// 127.0.0.0/8 and ::1.
  fileprivate var isLoopback: Bool {
    switch self {
    case .v4(let bits): bits >> 24 == 127
    case .v6(let upper, let lower): upper == 0 && lower == 1
    }
  }

  /// In network byte order: 4 or 16.
  fileprivate var bytes: [UInt8] {
    switch self {
    case .v4(let bits): withUnsafeBytes(of: bits.bigEndian) { Array($0) }
    case .v6(let upper, let lower):
      withUnsafeBytes(of: upper.bigEndian) { Array($0) }
        + withUnsafeBytes(of: lower.bigEndian) { Array($0) }
    }
  }
}
