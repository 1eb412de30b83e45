import LabDigest

/// What two reports of one trouble have in common: its kind and the top of its stack, without
/// offsets, addresses, modules, CPUs and processes.
enum TroubleFingerprint {
  /// How many functions count: those further out are how a test came there.
  static let depth = 4

  static func of(_ trouble: KernelTrouble) -> String {
    let place =
      trouble.frames.isEmpty
      ? [withoutNumbers(trouble.headline)] : Array(trouble.frames.prefix(depth))
    let text = ([trouble.kind.rawValue] + place).joined(separator: "\n")
    return String(SHA256.hash(Array(text.utf8)).prefix(12))
  }

  /// `text` with each number, hexadecimal with `0x` or decimal, as `N`.
  static func withoutNumbers(_ text: String) -> String {
    var result: [UInt8] = []
    let bytes = Array(text.utf8)
    var index = 0
    while index < bytes.count {
      guard isDigit(bytes[index]) else {
        result.append(bytes[index])
        index += 1
        continue
      }
      let isHexadecimal =
        bytes[index] == UInt8(ascii: "0") && index + 1 < bytes.count
        && bytes[index + 1] == UInt8(ascii: "x")
      index += isHexadecimal ? 2 : 1
      while index < bytes.count,
        isDigit(bytes[index]) || (isHexadecimal && isHexadecimalLetter(bytes[index]))
      {
        index += 1
      }
      result.append(UInt8(ascii: "N"))
    }
    return String(decoding: result, as: UTF8.self)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  private static func isHexadecimalLetter(_ byte: UInt8) -> Bool {
    (0x61...0x66).contains(byte) || (0x41...0x46).contains(byte)
  }
}
