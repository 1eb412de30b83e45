import Glibc

/// IPv4 and IPv6 addresses between bytes and text (RFC 5952, by inet_ntop(3)).
package enum InternetAddress {
  /// The address as text; nil where the bytes are not 4 (AF_INET) or 16 (AF_INET6).
  package static func text(_ bytes: UnsafeRawBufferPointer, family: UInt8) -> String? {
    let family = Int32(family)
    guard family == AF_INET && bytes.count == 4 || family == AF_INET6 && bytes.count == 16 else {
      return nil
    }
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(INET6_ADDRSTRLEN)) { room in
      guard let start = room.baseAddress,
        inet_ntop(family, bytes.baseAddress, start, socklen_t(room.count)) != nil
      else { return nil }
      return String(cString: start)
    }
  }

  /// `ADDRESS/LENGTH`, or `whole` where `length` is 0.
  static func prefix(
    _ bytes: UnsafeRawBufferPointer?, length: UInt8, family: UInt8, whole: String
  ) -> String? {
    guard let bytes else { return length == 0 ? whole : nil }
    guard let address = text(bytes, family: family) else { return nil }
    return length == 0 ? whole : "\(address)/\(length)"
  }

  /// The family and bytes of an address in text; nil where it is none.
  package static func bytes(of text: String) -> (family: UInt8, bytes: [UInt8])? {
    for (family, length) in [(AF_INET, 4), (AF_INET6, 16)] {
      var bytes = [UInt8](repeating: 0, count: length)
      if inet_pton(family, text, &bytes) == 1 { return (UInt8(family), bytes) }
    }
    return nil
  }
}
