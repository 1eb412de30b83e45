import CMessageDigest
import Glibc

/// SHA-256 (FIPS 180-4), in lower-case hexadecimal.
package enum SHA256 {
  /// The hash of `bytes`.
  package static func hash(_ bytes: [UInt8]) -> String { Hexadecimal.text(digest(bytes)) }

  /// The 32 bytes of the hash of `bytes`.
  package static func digest(_ bytes: [UInt8]) -> [UInt8] {
    var context = SHA2_CTX()
    SHA256Init(&context)
    SHA256Update(&context, bytes, bytes.count)
    return end(&context)
  }

  /// The hash of the file at `path`; nil where it cannot be read.
  package static func hash(ofFile path: String) -> String? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var context = SHA2_CTX()
    SHA256Init(&context)
    var buffer = [UInt8](repeating: 0, count: 1 << 17)
    while true {
      let count = read(file, &buffer, buffer.count)
      if count == 0 { return Hexadecimal.text(end(&context)) }
      guard count > 0 else {
        if errno == EINTR { continue }
        return nil
      }
      SHA256Update(&context, buffer, count)
    }
  }

  private static func end(_ context: inout SHA2_CTX) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
    SHA256Final(&digest, &context)
    return digest
  }
}

/// Bytes as hexadecimal digits.
package enum Hexadecimal {
  /// Two lower-case digits for each byte.
  package static func text(_ bytes: some Collection<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count * 2)
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}
