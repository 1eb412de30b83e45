/// What a host sends to its guest, framed as commands and events are.
package enum HostMessage: Sendable, Hashable, WireValue {
  /// The most bytes that may be on their way.
  ///
  /// A terminal holds 4096 bytes that nobody has read and asks its driver to wait when fewer than 128 are
  /// free (drivers/tty/n_tty.c): a UART has nobody to pass that on to, and user-mode Linux never listens to
  /// the line again.
  package static let window = 3072

  /// Make this sandbox.
  case start(SandboxSetup)
  /// Bytes for the sandbox's agent: commands as it takes them.
  case data([UInt8])
  /// Answer with the same number.
  case ping(UInt64)

  package func write(to writer: inout WireWriter) {
    switch self {
    case .start(let value):
      writer.write(unsigned: 1)
      writer.write(value)
    case .data(let value):
      writer.write(unsigned: 2)
      writer.write(bytes: value)
    case .ping(let value):
      writer.write(unsigned: 3)
      writer.write(value)
    }
  }

  package init(from reader: inout WireReader) throws(WireError) {
    switch try reader.unsigned() {
    case 1: self = .start(try reader.value())
    case 2: self = .data(try reader.byteArray())
    case 3: self = .ping(try reader.value())
    case let other: throw .malformed("no such message: \(other)")
    }
  }
}
