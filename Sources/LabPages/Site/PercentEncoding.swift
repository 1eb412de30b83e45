/// Percent-encoding of addresses (RFC 3986, section 2.1).
package enum PercentEncoding {
  /// `text` with everything but unreserved characters as `%41`.
  package static func encoded(_ text: String) -> String {
    var encoded = ""
    for byte in text.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f, 0x7e:
        encoded.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        encoded += "%" + (digits.count < 2 ? "0" : "") + digits
      }
    }
    return encoded
  }

  /// `text` with `%41` as what it stands for, and `+` as a blank where `blanksArePluses`; what is no
  /// UTF-8 becomes U+FFFD, and a `%` without two digits stands for itself.
  package static func decoded(_ text: some StringProtocol, blanksArePluses: Bool = false) -> String
  {
    let bytes = Array(text.utf8)
    var decoded: [UInt8] = []
    var place = 0
    while place < bytes.count {
      let byte = bytes[place]
      if byte == UInt8(ascii: "%"), place + 2 < bytes.count,
        let high = Unicode.Scalar(bytes[place + 1]).hexadecimalValue,
        let low = Unicode.Scalar(bytes[place + 2]).hexadecimalValue
      {
        decoded.append(high << 4 | low)
        place += 3
      } else {
        decoded.append(byte == UInt8(ascii: "+") && blanksArePluses ? 0x20 : byte)
        place += 1
      }
    }
    return String(decoding: decoded, as: UTF8.self)
  }
}

extension Unicode.Scalar {
  fileprivate var hexadecimalValue: UInt8? {
    switch self {
    case "0"..."9": UInt8(value - 0x30)
    case "a"..."f": UInt8(value - 0x61 + 10)
    case "A"..."F": UInt8(value - 0x41 + 10)
    default: nil
    }
  }
}
