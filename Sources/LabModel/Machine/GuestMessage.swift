/// What a guest sends to its host, framed as commands and events are.
package enum GuestMessage: Sendable, Hashable, WireValue {
  /// So many bytes of the host's messages have been read, in all: as many more may be sent.
  case received(UInt64)
  /// Bytes from the sandbox's agent: events as it sends them.
  case data([UInt8])
  /// A line of the guest's `/dev/kmsg`, and when it was read.
  case kernelLog(EventTime, KernelLogLine)
  /// So many lines of it were overwritten before they could be read.
  case kernelLogLost(EventTime, UInt64)
  /// `/proc/sys/kernel/tainted` has changed to this.
  case taint(EventTime, UInt64)
  case pong(UInt64)
  /// The agent's end of its channel is closed; why, where it died before its sandbox stood.
  case sandboxEnded(SandboxFailure?)
  /// The sandbox's agent could not even be started.
  case failed(SandboxFailure)

  package func write(to writer: inout WireWriter) {
    switch self {
    case .received(let value):
      writer.write(unsigned: 1)
      writer.write(value)
    case .data(let value):
      writer.write(unsigned: 2)
      writer.write(bytes: value)
    case .kernelLog(let time, let value):
      writer.write(unsigned: 3)
      writer.write(time)
      writer.write(value)
    case .kernelLogLost(let time, let value):
      writer.write(unsigned: 4)
      writer.write(time)
      writer.write(value)
    case .taint(let time, let value):
      writer.write(unsigned: 5)
      writer.write(time)
      writer.write(value)
    case .pong(let value):
      writer.write(unsigned: 6)
      writer.write(value)
    case .sandboxEnded(let value):
      writer.write(unsigned: 7)
      writer.write(value)
    case .failed(let value):
      writer.write(unsigned: 8)
      writer.write(value)
    }
  }

  package init(from reader: inout WireReader) throws(WireError) {
    switch try reader.unsigned() {
    case 1: self = .received(try reader.value())
    case 2: self = .data(try reader.byteArray())
    case 3: self = .kernelLog(try reader.value(), try reader.value())
    case 4: self = .kernelLogLost(try reader.value(), try reader.value())
    case 5: self = .taint(try reader.value(), try reader.value())
    case 6: self = .pong(try reader.value())
    case 7: self = .sandboxEnded(try reader.value())
    case 8: self = .failed(try reader.value())
    case let other: throw .malformed("no such message: \(other)")
    }
  }
}
