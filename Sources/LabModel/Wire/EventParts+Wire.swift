extension OutputStream: WireValue {}
extension HostRecord.Origin: WireValue {}
extension StepEnd.Ending: WireValue {}
extension StepEnd.Settled: WireValue {}
extension Loss.Source: WireValue {}

extension EventTime: WireValue {
  package func write(to writer: inout WireWriter) {
    writer.write(monotonic)
    writer.write(wall)
  }

  package init(from reader: inout WireReader) throws(WireError) {
    self.init(
      monotonic: try reader.value(),
      wall: try reader.value())
  }
}

extension SandboxRecord: WireValue {
  package func write(to writer: inout WireWriter) {
    writer.write(identifiers)
    writer.write(limits)
    writer.write(kernelRelease)
    writer.write(kernelVersion)
    writer.write(machine)
    writer.write(shell)
    writer.write(notes)
  }

  package init(from reader: inout WireReader) throws(WireError) {
    self.init(
      identifiers: try reader.value(),
      limits: try reader.value(),
      kernelRelease: try reader.value(),
      kernelVersion: try reader.value(),
      machine: try reader.value(),
      shell: try reader.value(),
      notes: try reader.value())
  }
}

extension NamedValue: WireValue {
  package func write(to writer: inout WireWriter) {
    writer.write(name)
    writer.write(value)
  }

  package init(from reader: inout WireReader) throws(WireError) {
    self.init(
      name: try reader.value(),
      value: try reader.value())
  }
}

extension HostRecord: WireValue {
  package func write(to writer: inout WireWriter) {
    writer.write(number)
    writer.write(name)
    writer.write(origin)
  }

  package init(from reader: inout WireReader) throws(WireError) {
    self.init(
      number: try reader.value(),
      name: try reader.value(),
      origin: try reader.value())
  }
}

extension StepStart: WireValue {
  package func write(to writer: inout WireWriter) {
    writer.write(step)
    writer.write(attempt)
    writer.write(host)
  }

  package init(from reader: inout WireReader) throws(WireError) {
    self.init(
      step: try reader.value(),
      attempt: try reader.value(),
      host: try reader.value())
  }
}

extension OutputChunk: WireValue {
  package func write(to writer: inout WireWriter) {
    writer.write(step)
    writer.write(attempt)
    writer.write(stream)
    writer.write(bytes: bytes)
  }

  package init(from reader: inout WireReader) throws(WireError) {
    self.init(
      step: try reader.value(),
      attempt: try reader.value(),
      stream: try reader.value(),
      bytes: try reader.byteArray())
  }
}

extension OutputCut: WireValue {
  package func write(to writer: inout WireWriter) {
    writer.write(step)
    writer.write(attempt)
    writer.write(stream)
    writer.write(bytes)
  }

  package init(from reader: inout WireReader) throws(WireError) {
    self.init(
      step: try reader.value(),
      attempt: try reader.value(),
      stream: try reader.value(),
      bytes: try reader.value())
  }
}

extension StepEnd: WireValue {
  package func write(to writer: inout WireWriter) {
    writer.write(step)
    writer.write(attempt)
    writer.write(ending)
    writer.write(status)
    writer.write(exitTime)
    writer.write(settled)
    writer.write(leaks)
    writer.write(userTime)
    writer.write(systemTime)
  }

  package init(from reader: inout WireReader) throws(WireError) {
    self.init(
      step: try reader.value(),
      attempt: try reader.value(),
      ending: try reader.value(),
      status: try reader.value(),
      exitTime: try reader.value(),
      settled: try reader.value(),
      leaks: try reader.value(),
      userTime: try reader.value(),
      systemTime: try reader.value())
  }
}

extension Fence: WireValue {
  package func write(to writer: inout WireWriter) {
    writer.write(step)
    writer.write(attempt)
  }

  package init(from reader: inout WireReader) throws(WireError) {
    self.init(
      step: try reader.value(),
      attempt: try reader.value())
  }
}

extension Loss: WireValue {
  package func write(to writer: inout WireWriter) {
    writer.write(host)
    writer.write(source)
    writer.write(count)
    writer.write(since)
  }

  package init(from reader: inout WireReader) throws(WireError) {
    self.init(
      host: try reader.value(),
      source: try reader.value(),
      count: try reader.value(),
      since: try reader.value())
  }
}

extension SandboxFailure: WireValue {
  package func write(to writer: inout WireWriter) {
    writer.write(stage)
    writer.write(subject)
    writer.write(errno)
    writer.write(remedy)
    writer.write(isMachineUnable)
  }

  package init(from reader: inout WireReader) throws(WireError) {
    self.init(
      stage: try reader.value(),
      subject: try reader.value(),
      errno: try reader.value(),
      remedy: try reader.value(),
      isMachineUnable: try reader.value())
  }
}

extension SandboxEnd: WireValue {
  package func write(to writer: inout WireWriter) {
    writer.write(killed)
  }

  package init(from reader: inout WireReader) throws(WireError) {
    self.init(
      killed: try reader.value())
  }
}
