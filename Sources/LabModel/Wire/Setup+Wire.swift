extension SandboxSetup: WireValue {
  package func write(to writer: inout WireWriter) {
    writer.write(hosts)
    writer.write(links)
    writer.write(files)
    writer.write(environment)
    writer.write(limits)
    writer.write(durations)
    writer.write(ipv6)
    writer.write(offloads)
    writer.write(captureFilters)
    writer.write(captureBuffer)
  }

  package init(from reader: inout WireReader) throws(WireError) {
    self.init(
      hosts: try reader.value(),
      links: try reader.value(),
      files: try reader.value(),
      environment: try reader.value(),
      limits: try reader.value(),
      durations: try reader.value(),
      ipv6: try reader.value(),
      offloads: try reader.value(),
      captureFilters: try reader.value(),
      captureBuffer: try reader.value())
  }
}

extension CompiledFilter: WireValue {
  package func write(to writer: inout WireWriter) {
    writer.write(hardwareType)
    writer.write(instructions)
  }

  package init(from reader: inout WireReader) throws(WireError) {
    self.init(
      hardwareType: try reader.value(),
      instructions: try reader.value())
  }
}

extension HostPlan: WireValue {
  package func write(to writer: inout WireWriter) {
    writer.write(name)
    writer.write(loopbackUp)
  }

  package init(from reader: inout WireReader) throws(WireError) {
    self.init(
      name: try reader.value(),
      loopbackUp: try reader.value())
  }
}

extension LinkPlan: WireValue {
  package func write(to writer: inout WireWriter) {
    writer.write(left)
    writer.write(right)
  }

  package init(from reader: inout WireReader) throws(WireError) {
    self.init(
      left: try reader.value(),
      right: try reader.value())
  }
}

extension LinkEnd: WireValue {
  package func write(to writer: inout WireWriter) {
    writer.write(host)
    writer.write(interface)
    writer.write(addresses)
  }

  package init(from reader: inout WireReader) throws(WireError) {
    self.init(
      host: try reader.value(),
      interface: try reader.value(),
      addresses: try reader.value())
  }
}

extension EnvironmentVariable: WireValue {
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

extension Limits: WireValue {
  package func write(to writer: inout WireWriter) {
    writer.write(processes)
    writer.write(memory)
    writer.write(disk)
    writer.write(output)
  }

  package init(from reader: inout WireReader) throws(WireError) {
    self.init()
    processes = try reader.value()
    memory = try reader.value()
    disk = try reader.value()
    output = try reader.value()
  }
}

extension Durations: WireValue {
  package func write(to writer: inout WireWriter) {
    writer.write(notebook)
    writer.write(step)
    writer.write(settle)
    writer.write(quiet)
  }

  package init(from reader: inout WireReader) throws(WireError) {
    self.init()
    notebook = try reader.value()
    step = try reader.value()
    settle = try reader.value()
    quiet = try reader.value()
  }
}

// A file's conditions and position are the recorder's business: the agent gets those that hold.
extension FilePlan: WireValue {
  package func write(to writer: inout WireWriter) {
    writer.write(path)
    writer.write(bytes: bytes)
    writer.write(mode)
  }

  package init(from reader: inout WireReader) throws(WireError) {
    self.init(
      path: try reader.value(), bytes: try reader.byteArray(), mode: try reader.value(),
      position: SourcePosition(line: 1, column: 1))
  }
}
