extension Event: WireValue {
  package func write(to writer: inout WireWriter) {
    writer.write(time)
    writer.write(body)
  }

  package init(from reader: inout WireReader) throws(WireError) {
    self.init(time: try reader.value(), body: try reader.value())
  }
}

extension Event.Body: WireValue {
  package func write(to writer: inout WireWriter) {
    switch self {
    case .ready(let value):
      writer.write(unsigned: 1)
      writer.write(value)
    case .hostAdded(let value):
      writer.write(unsigned: 2)
      writer.write(value)
    case .hostRemoved(let value):
      writer.write(unsigned: 3)
      writer.write(value)
    case .stepStarted(let value):
      writer.write(unsigned: 4)
      writer.write(value)
    case .output(let value):
      writer.write(unsigned: 5)
      writer.write(value)
    case .outputCut(let value):
      writer.write(unsigned: 6)
      writer.write(value)
    case .stepEnded(let value):
      writer.write(unsigned: 7)
      writer.write(value)
    case .link(let value):
      writer.write(unsigned: 8)
      writer.write(value)
    case .address(let value):
      writer.write(unsigned: 9)
      writer.write(value)
    case .route(let value):
      writer.write(unsigned: 10)
      writer.write(value)
    case .neighbour(let value):
      writer.write(unsigned: 11)
      writer.write(value)
    case .rule(let value):
      writer.write(unsigned: 12)
      writer.write(value)
    case .sockets(let value):
      writer.write(unsigned: 13)
      writer.write(value)
    case .counters(let value):
      writer.write(unsigned: 14)
      writer.write(value)
    case .packets(let value):
      writer.write(unsigned: 15)
      writer.write(value)
    case .loss(let value):
      writer.write(unsigned: 16)
      writer.write(value)
    case .fence(let value):
      writer.write(unsigned: 17)
      writer.write(value)
    case .terminalOutput(let value):
      writer.write(unsigned: 18)
      writer.write(bytes: value)
    case .terminalEnded(let value):
      writer.write(unsigned: 19)
      writer.write(value)
    case .failed(let value):
      writer.write(unsigned: 20)
      writer.write(value)
    case .ended(let value):
      writer.write(unsigned: 21)
      writer.write(value)
    case .machine(let value):
      writer.write(unsigned: 22)
      writer.write(value)
    case .kernelLog(let value):
      writer.write(unsigned: 23)
      writer.write(value)
    case .taint(let value):
      writer.write(unsigned: 24)
      writer.write(value)
    case .crashed(let value):
      writer.write(unsigned: 25)
      writer.write(value)
    }
  }

  package init(from reader: inout WireReader) throws(WireError) {
    switch try reader.unsigned() {
    case 1: self = .ready(try reader.value())
    case 2: self = .hostAdded(try reader.value())
    case 3: self = .hostRemoved(host: try reader.value())
    case 4: self = .stepStarted(try reader.value())
    case 5: self = .output(try reader.value())
    case 6: self = .outputCut(try reader.value())
    case 7: self = .stepEnded(try reader.value())
    case 8: self = .link(try reader.value())
    case 9: self = .address(try reader.value())
    case 10: self = .route(try reader.value())
    case 11: self = .neighbour(try reader.value())
    case 12: self = .rule(try reader.value())
    case 13: self = .sockets(try reader.value())
    case 14: self = .counters(try reader.value())
    case 15: self = .packets(try reader.value())
    case 16: self = .loss(try reader.value())
    case 17: self = .fence(try reader.value())
    case 18: self = .terminalOutput(try reader.byteArray())
    case 19: self = .terminalEnded(try reader.value())
    case 20: self = .failed(try reader.value())
    case 21: self = .ended(try reader.value())
    case 22: self = .machine(try reader.value())
    case 23: self = .kernelLog(try reader.value())
    case 24: self = .taint(try reader.value())
    case 25: self = .crashed(try reader.value())
    case let other: throw .malformed("no such event: \(other)")
    }
  }
}
