extension MachineRecord.Accelerator: WireValue {}
extension KernelLogLine.Source: WireValue {}
extension MachineCrash.Kind: WireValue {}

extension MachineRecord: WireValue {
  package func write(to writer: inout WireWriter) {
    writer.write(accelerator)
    writer.write(emulator)
    writer.write(memory)
    writer.write(processors)
    writer.write(isResumed)
    writer.write(startDuration)
  }

  package init(from reader: inout WireReader) throws(WireError) {
    self.init(
      accelerator: try reader.value(), emulator: try reader.value(), memory: try reader.value(),
      processors: try reader.value(), isResumed: try reader.value(),
      startDuration: try reader.value())
  }
}

extension KernelLogLine: WireValue {
  package func write(to writer: inout WireWriter) {
    writer.write(source)
    writer.write(stamp)
    writer.write(level)
    writer.write(text)
  }

  package init(from reader: inout WireReader) throws(WireError) {
    self.init(
      source: try reader.value(), stamp: try reader.value(), level: try reader.value(),
      text: try reader.value())
  }
}

extension MachineCrash: WireValue {
  package func write(to writer: inout WireWriter) {
    writer.write(kind)
    writer.write(message)
    writer.write(tail)
  }

  package init(from reader: inout WireReader) throws(WireError) {
    self.init(kind: try reader.value(), message: try reader.value(), tail: try reader.value())
  }
}
