/// A pcapng file as draft-ietf-opsawg-pcapng says that it must be read; anything else is nil.
struct PcapngFile {
  struct Block {
    var type: UInt32
    var body: [UInt8]
    /// Codes with their values, in order.
    var options: [(code: UInt16, value: [UInt8])] = []

    func option(_ code: UInt16) -> [UInt8]? { options.first { $0.code == code }?.value }

    func text(_ code: UInt16) -> String? {
      option(code).map { String(decoding: $0, as: UTF8.self) }
    }
  }

  var blocks: [Block] = []

  init?(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      guard let type = rest.number(0), let length = rest.number(4), length % 4 == 0, length >= 12,
        Int(length) <= rest.count, rest.number(Int(length) - 4) == length
      else { return nil }
      let body = Array(rest.dropFirst(8).prefix(Int(length) - 12))
      guard var block = Self.block(type, body) else { return nil }
      block.body = body
      blocks.append(block)
      rest = rest.dropFirst(Int(length))
    }
  }

  func blocks(_ type: UInt32) -> [Block] { blocks.filter { $0.type == type } }

  private static func block(_ type: UInt32, _ body: [UInt8]) -> Block? {
    var block = Block(type: type, body: body)
    var place: Int
    switch type {
    case 0x0a0d_0d0a: place = 16
    case 1: place = 8
    case 4:
      place = 0
      while let head = body[place...].number(0) {
        place += 4 + padded(Int(head >> 16))
        if head & 0xffff == 0 { break }
      }
    case 5: place = 12
    case 6: place = 20 + padded(Int(body[...].number(12) ?? 0))
    default: return nil
    }
    guard place <= body.count else { return nil }
    while place < body.count {
      guard let head = body[place...].number(0) else { return nil }
      let (code, size) = (UInt16(head & 0xffff), Int(head >> 16))
      place += 4
      if code == 0 { return size == 0 && place == body.count ? block : nil }
      guard place + padded(size) <= body.count else { return nil }
      block.options.append((code, Array(body[place..<place + size])))
      place += padded(size)
    }
    // Options end with opt_endofopt, where there are any.
    return block.options.isEmpty ? block : nil
  }

  private static func padded(_ size: Int) -> Int { (size + 3) / 4 * 4 }
}

extension ArraySlice<UInt8> {
  /// The little-endian number of 32 bits, so many bytes in.
  func number(_ offset: Int) -> UInt32? {
    let start = startIndex + offset
    guard start + 4 <= endIndex else { return nil }
    return (0..<4).reduce(0) { $0 | UInt32(self[start + $1]) << (8 * UInt32($1)) }
  }
}
