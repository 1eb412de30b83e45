/// What is said on a machine's channel before it carries messages.
///
/// A channel may begin with garbage: what an earlier owner sent, or a byte that was lost when a machine
/// was resumed. So a greeting can be found anywhere in a stream (see `GreetingReader`), is sent again
/// until it is answered, and its answers carry its nonce.
package enum Greeting: Sendable, Hashable, WireValue {
  /// The guest has booted and waits.
  case booted
  /// The host wants to use the guest.
  case hello(Hello)
  /// The guest's answer, to each hello.
  case answer(HelloAnswer)
  /// The host's last greeting: its messages follow at once.
  case begin(nonce: UInt64)
  /// The guest's last greeting: its messages follow at once.
  case begun(nonce: UInt64)

  package func write(to writer: inout WireWriter) {
    switch self {
    case .booted:
      writer.write(unsigned: 1)
    case .hello(let value):
      writer.write(unsigned: 2)
      writer.write(value)
    case .answer(let value):
      writer.write(unsigned: 3)
      writer.write(value)
    case .begin(let nonce):
      writer.write(unsigned: 4)
      writer.write(nonce)
    case .begun(let nonce):
      writer.write(unsigned: 5)
      writer.write(nonce)
    }
  }

  package init(from reader: inout WireReader) throws(WireError) {
    switch try reader.unsigned() {
    case 1: self = .booted
    case 2: self = .hello(try reader.value())
    case 3: self = .answer(try reader.value())
    case 4: self = .begin(nonce: try reader.value())
    case 5: self = .begun(nonce: try reader.value())
    case let other: throw .malformed("no such greeting: \(other)")
    }
  }

  /// The greeting as bytes: a mark, two bytes of length (least significant first), the value, and four
  /// bytes of its FNV-1a sum.
  package var frame: [UInt8] {
    var writer = WireWriter()
    writer.write(self)
    let sum = GreetingReader.sum(writer.bytes[...])
    let count = writer.bytes.count
    return GreetingReader.mark + [UInt8(count & 0xff), UInt8(count >> 8 & 0xff)] + writer.bytes
      + (0..<4).map { UInt8(truncatingIfNeeded: sum >> (8 * UInt32($0))) }
  }
}
