/// The Internet checksum (RFC 1071) over parts of a frame.
enum InternetChecksum {
  /// The addresses, protocol and length that TCP, UDP and ICMPv6 take into their sums (RFC 9293, 3.1;
  /// RFC 8200, 8.1).
  struct PseudoHeader: Sendable, Hashable {
    /// The sum of the addresses' words.
    var addresses: UInt64
    var ipProtocol: UInt8
    /// Bytes of header and payload.
    var length: Int

    init(_ source: IPAddress, _ destination: IPAddress, _ ipProtocol: UInt8, length: Int) {
      addresses = Self.sum(source) + Self.sum(destination)
      self.ipProtocol = ipProtocol
      self.length = length
    }

    /// The sum without the length.
    var sumWithoutLength: UInt64 { addresses + UInt64(ipProtocol) }
    var sum: UInt64 {
      let length = UInt64(max(0, length))
      return sumWithoutLength + length >> 16 + length & 0xffff
    }

    private static func sum(_ address: IPAddress) -> UInt64 {
      func words(_ bits: UInt64) -> UInt64 {
        (0..<4).reduce(0) { $0 + bits >> UInt64(16 * $1) & 0xffff }
      }
      return switch address {
      case .v4(let bits): words(UInt64(bits))
      case .v6(let upper, let lower): words(upper) + words(lower)
      }
    }
  }

  /// Checks the sum over `range` of `frame`, whose checksum stands at `place`.
  static func check(
    _ frame: FrameBytes, _ range: Range<Int>, at place: Int, _ pseudo: PseudoHeader? = nil
  ) -> ChecksumCheck {
    guard let stored = frame.u16(place), frame.has(range.count, at: range.lowerBound) else {
      return .unknown("bytes are missing")
    }
    let rest = sum(frame, range) - UInt64(stored) + (pseudo?.sum ?? 0)
    if folded(rest + UInt64(stored)) == 0xffff { return .correct }
    if let pseudo, stored == folded(pseudo.sum) || stored == folded(pseudo.sumWithoutLength) {
      return .leftToHardware
    }
    return .wrong(~folded(rest))
  }

  /// The sum of the words in `range`, which lies within `frame`; an odd byte counts as the upper one.
  private static func sum(_ frame: FrameBytes, _ range: Range<Int>) -> UInt64 {
    var sum: UInt64 = 0
    var place = range.lowerBound
    while place + 1 < range.upperBound {
      sum += UInt64(frame.u16(place) ?? 0)
      place += 2
    }
    if place < range.upperBound { sum += UInt64(frame.u8(place) ?? 0) << 8 }
    return sum
  }

  private static func folded(_ sum: UInt64) -> UInt16 {
    var sum = sum
    while sum > 0xffff { sum = sum & 0xffff + sum >> 16 }
    return UInt16(sum)
  }
}
