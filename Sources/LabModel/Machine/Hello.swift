/// What a host tells a guest first.
package struct Hello: Sendable, Hashable, WireValue {
  /// New for every use of a machine.
  package var nonce: UInt64
  /// The host's CLOCK_REALTIME in ns: a resumed guest's is that of its snapshot.
  package var wall: Int64
  /// Random bytes: guests that were resumed from one snapshot would else draw the same numbers.
  package var seed: [UInt8]

  package init(nonce: UInt64, wall: Int64, seed: [UInt8]) {
    self.nonce = nonce
    self.wall = wall
    self.seed = seed
  }

  package func write(to writer: inout WireWriter) {
    writer.write(nonce)
    writer.write(wall)
    writer.write(bytes: seed)
  }

  package init(from reader: inout WireReader) throws(WireError) {
    self.init(
      nonce: try reader.value(), wall: try reader.value(), seed: try reader.byteArray())
  }
}

/// What a guest answers.
package struct HelloAnswer: Sendable, Hashable, WireValue {
  /// That of the hello.
  package var nonce: UInt64
  /// As uname(2) says in the guest.
  package var release: String
  package var version: String
  package var machine: String
  /// `/proc/sys/kernel/tainted`.
  package var taint: UInt64
  /// The guest's clocks, the wall clock set by now.
  package var time: EventTime

  package init(
    nonce: UInt64, release: String, version: String, machine: String, taint: UInt64,
    time: EventTime
  ) {
    self.nonce = nonce
    self.release = release
    self.version = version
    self.machine = machine
    self.taint = taint
    self.time = time
  }

  package func write(to writer: inout WireWriter) {
    writer.write(nonce)
    writer.write(release)
    writer.write(version)
    writer.write(machine)
    writer.write(taint)
    writer.write(time)
  }

  package init(from reader: inout WireReader) throws(WireError) {
    self.init(
      nonce: try reader.value(), release: try reader.value(), version: try reader.value(),
      machine: try reader.value(), taint: try reader.value(), time: try reader.value())
  }
}
