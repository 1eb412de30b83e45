/// Base64 of RFC 4648, section 4, with padding.
package enum Base64 {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// `bytes` in groups of four letters for each three bytes.
  package static func encoded(_ bytes: [UInt8]) -> String {
    var letters: [UInt8] = []
    letters.reserveCapacity((bytes.count + 2) / 3 * 4)
    var index = 0
    while index < bytes.count {
      let group = bytes[index..<min(index + 3, bytes.count)]
      var bits: UInt32 = 0
      for offset in 0..<3 {
        bits = bits << 8 | (offset < group.count ? UInt32(group[index + offset]) : 0)
      }
      for position in 0..<4 {
        let isPadding = position > group.count
        letters.append(
          isPadding ? 0x3D : alphabet[Int(bits >> UInt32(18 - 6 * position) & 0x3F)])
      }
      index += 3
    }
    return String(decoding: letters, as: UTF8.self)
  }
}
