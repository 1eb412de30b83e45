extension StoredPackets {
  /// Calls `body` for each packet from `number` on in order of the numbers, forwards or backwards, until
  /// it returns false; `goesOn` is asked before each further chunk of some hundred packets.
  ///
  /// - Throws: what reading packets or `body` throws.
  func forEach(
    from number: Int, forwards: Bool, goesOn: () -> Bool, _ body: (PacketRow) throws -> Bool
  ) throws {
    var next = forwards ? max(1, number) : min(number, count)
    while next >= 1, next <= count, goesOn() {
      let packets = try chunk(holding: next)
      guard let first = packets.first, let last = packets.last else { return }
      if forwards {
        guard last.number >= next else { return }
        for packet in packets where packet.number >= next && packet.number <= count {
          if try !body(packet) { return }
        }
        next = last.number + 1
      } else {
        for packet in packets.reversed() where packet.number <= next {
          if try !body(packet) { return }
        }
        next = first.number - 1
      }
    }
  }

  /// The packet with `number`; nil where there is none.
  ///
  /// - Throws: what reading packets throws.
  func packet(_ number: Int) throws(StoreFailure) -> PacketRow? {
    guard (1...max(1, count)).contains(number), count > 0 else { return nil }
    return try chunk(holding: number).first { $0.number == number }
  }
}
