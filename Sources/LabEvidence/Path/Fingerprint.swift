import LabClaims

/// What is the same in all copies of a packet, and what may differ.
///
/// The key is a hash of protocol, IP id, fragment field, IP length, payload, and what forwarding
/// keeps of the transport header (TCP: sequence numbers, flags, window, options; ICMP: type, code,
/// sequence). Not in it: addresses and ports, which NAT changes; TTL, which routing changes; and
/// checksums, which offloads leave unfinished. Of a tunnel's packet it is the innermost that counts.
struct Fingerprint {
  /// Equal for copies of one packet within a process; means nothing beyond it.
  private(set) var key = 0
  private(set) var flow = Flow(ipProtocol: 0)
  private(set) var isIP = false
  /// TTL or hop limit of the innermost IP header.
  private(set) var ttl: UInt8 = 0
  /// The same of the outermost.
  private(set) var outerTTL: UInt8 = 0
  /// How many tunnels the packet is in.
  private(set) var depth: UInt8 = 0
  private(set) var link: LinkHeader
  /// IPv4's checksum of the innermost header; 0 without.
  private(set) var headerChecksum: UInt16 = 0
  /// The checksum of TCP, UDP, ICMP.
  private(set) var checksum: UInt16 = 0
  /// What part of a stream or datagram it carries; nil where it cannot be cut up.
  private(set) var piece: Piece?

  /// Bytes of a stream (TCP) or of a datagram (IPv4 fragments).
  struct Piece {
    /// IPv4's id and protocol where it is of a datagram; nil for TCP, whose flow is the stream.
    var datagram: UInt32?
    var start: UInt32
    var length: UInt32
  }

  init(_ bytes: UnsafeRawBufferPointer, hardwareType: UInt16, tunnels: Encapsulation) {
    let packet = DecodedPacket(bytes, hardwareType: hardwareType)
    link = LinkHeader(
      FrameBytes(bytes), vlan: packet.vlan,
      isEthernet: LabClaims.LinkType(hardwareType: hardwareType) == .ethernet)
    var hasher = Hasher()
    read(packet, bytes, tunnels, &hasher)
    key = hasher.finalize()
  }

  private mutating func read(
    _ packet: DecodedPacket, _ bytes: UnsafeRawBufferPointer, _ tunnels: Encapsulation,
    _ hasher: inout Hasher
  ) {
    let frame = FrameBytes(bytes)
    let timeToLive = packet.networkOffset.flatMap { start in
      switch packet.etherType {
      case EtherType.ipv4: frame.u8(start + 8)
      case EtherType.ipv6: frame.u8(start + 7)
      default: nil
      }
    }
    ttl = timeToLive ?? 0
    if depth == 0 { outerTTL = ttl }
    if depth < Encapsulation.deepest, let inner = tunnels.inner(of: packet, in: frame),
      inner.offset < bytes.count
    {
      depth += 1
      let rest = UnsafeRawBufferPointer(rebasing: bytes[inner.offset...])
      return read(
        DecodedPacket(rest, hardwareType: inner.hardwareType), rest, tunnels, &hasher)
    }
    isIP = timeToLive != nil
    flow = Flow(
      ipProtocol: packet.ipProtocol ?? 0, source: packet.source, destination: packet.destination,
      sourcePort: packet.sourcePort ?? 0, destinationPort: packet.destinationPort ?? 0)
    fold(packet, frame, bytes, isQuoted: false, &hasher)
  }

  /// Hashes what all copies share; `isQuoted` is true of the packet that an ICMP error quotes.
  private mutating func fold(
    _ packet: DecodedPacket, _ frame: FrameBytes, _ bytes: UnsafeRawBufferPointer, isQuoted: Bool,
    _ hasher: inout Hasher
  ) {
    hasher.combine(packet.etherType ?? 0)
    guard let start = packet.networkOffset, packet.source != nil else {
      // Nothing routes it, so its addresses stay.
      hasher.combine(link.source)
      hasher.combine(link.destination)
      hasher.combine(bytes: bytes[clamped: packet.payload])
      return
    }
    switch packet.etherType {
    case EtherType.ipv4:
      for field in [0, 2, 4, 6] where field > 0 { hasher.combine(frame.u16(start + field) ?? 0) }
      if !isQuoted { headerChecksum = frame.u16(start + 10) ?? 0 }
    case EtherType.ipv6:
      hasher.combine((frame.u32(start) ?? 0) & 0xfffff)
      hasher.combine(frame.u16(start + 4) ?? 0)
    default:
      // ARP: sender and target, with their addresses.
      hasher.combine(bytes: bytes[clamped: start..<start + 28])
      return
    }
    hasher.combine(packet.ipProtocol ?? 0)
    if !isQuoted { findPiece(packet, frame) }
    guard let transport = packet.transportOffset else {
      hasher.combine(bytes: bytes[clamped: packet.payload])
      return
    }
    foldTransport(packet, frame, bytes, at: transport, isQuoted: isQuoted, &hasher)
  }

  private mutating func foldTransport(
    _ packet: DecodedPacket, _ frame: FrameBytes, _ bytes: UnsafeRawBufferPointer,
    at start: Int, isQuoted: Bool, _ hasher: inout Hasher
  ) {
    var sum = 0
    switch packet.ipProtocol {
    case InternetProtocol.tcp:
      sum = 16
      hasher.combine(frame.u64(start + 4) ?? UInt64(frame.u32(start + 4) ?? 0))
      hasher.combine(frame.u32(start + 12) ?? 0)
      foldOptions(bytes[clamped: start + 20..<max(start + 20, packet.payload.lowerBound)], &hasher)
    case InternetProtocol.udp:
      sum = 6
      hasher.combine(frame.u16(start + 4) ?? 0)
    case InternetProtocol.icmp, InternetProtocol.icmp6:
      sum = 2
      hasher.combine(frame.u16(start) ?? 0)
      if foldMessage(packet, frame, bytes, at: start, isQuoted: isQuoted, &hasher) {
        if !isQuoted { checksum = frame.u16(start + sum) ?? 0 }
        return
      }
    default:
      hasher.combine(bytes: bytes[clamped: packet.payload])
      return
    }
    if !isQuoted { checksum = frame.u16(start + sum) ?? 0 }
    hasher.combine(bytes: bytes[clamped: packet.payload])
  }

  /// Hashes TCP's options but for the largest segment, which routers clamp.
  private func foldOptions(_ options: UnsafeRawBufferPointer, _ hasher: inout Hasher) {
    var rest = options[...]
    while let kind = rest.first {
      if kind == 0 { return }
      guard kind != 1, rest.count > 1 else {
        rest = rest.dropFirst()
        continue
      }
      let size = max(2, Int(rest[rest.startIndex + 1]))
      hasher.combine(kind)
      if kind != 2 {
        hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: rest.prefix(size)))
      }
      rest = rest.dropFirst(size)
    }
  }

  /// Hashes what is particular to echoes and errors; true where that was all.
  private mutating func foldMessage(
    _ packet: DecodedPacket, _ frame: FrameBytes, _ bytes: UnsafeRawBufferPointer, at start: Int,
    isQuoted: Bool, _ hasher: inout Hasher
  ) -> Bool {
    let isVersion4 = packet.ipProtocol == InternetProtocol.icmp
    let type = packet.type ?? 0
    let identifier = frame.u16(start + 4) ?? 0
    switch (isVersion4, type) {
    case (true, 8), (false, 128):
      hasher.combine(frame.u16(start + 6) ?? 0)
      if !isQuoted { flow.sourcePort = identifier }
      return false
    case (true, 0), (false, 129):
      hasher.combine(frame.u16(start + 6) ?? 0)
      if !isQuoted { flow.destinationPort = identifier }
      return false
    case (true, 3), (true, 4), (true, 5), (true, 11), (true, 12), (false, 1...4):
      // NAT translates the quoted packet too.
      let quoted = bytes[clamped: start + 8..<max(start + 8, bytes.count)]
      guard !isQuoted, !quoted.isEmpty else { return false }
      let inner = DecodedPacket(quoted, hardwareType: 0xfffe)
      flow.sourcePort = inner.destinationPort ?? 0
      flow.destinationPort = inner.sourcePort ?? 0
      fold(inner, FrameBytes(quoted), quoted, isQuoted: true, &hasher)
      return true
    default:
      hasher.combine(frame.u32(start + 4) ?? 0)
      return false
    }
  }

  private mutating func findPiece(_ packet: DecodedPacket, _ frame: FrameBytes) {
    guard packet.fragmentOffset == nil, packet.ipProtocol == InternetProtocol.tcp,
      let transport = packet.transportOffset
    else { return findFragment(packet, frame) }
    guard !packet.payload.isEmpty, let sequence = frame.u32(transport + 4) else { return }
    piece = Piece(start: sequence, length: UInt32(clamping: packet.payload.count))
  }

  /// What an IPv4 packet carries of its datagram: all of it, or a fragment.
  private mutating func findFragment(_ packet: DecodedPacket, _ frame: FrameBytes) {
    guard packet.etherType == EtherType.ipv4, let start = packet.networkOffset,
      let id = packet.identification, let first = frame.u8(start),
      let length = frame.u16(start + 2)
    else { return }
    let size = Int(length) - 4 * Int(first & 15)
    guard size > 0 else { return }
    piece = Piece(
      datagram: UInt32(packet.ipProtocol ?? 0) << 16 | UInt32(id),
      start: UInt32(packet.fragmentOffset ?? 0), length: UInt32(size))
  }
}

extension UnsafeRawBufferPointer {
  /// The bytes in `range` that are there.
  fileprivate subscript(clamped range: Range<Int>) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: self[range.clamped(to: 0..<count)])
  }
}
