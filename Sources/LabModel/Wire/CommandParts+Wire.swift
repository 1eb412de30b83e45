extension StepCommand: WireValue {
  package func write(to writer: inout WireWriter) {
    writer.write(step)
    writer.write(attempt)
    writer.write(host)
    writer.write(command)
    writer.write(variables)
    writer.write(timeout)
    writer.write(merges)
    writer.write(stdin)
    writer.write(terminal)
  }

  package init(from reader: inout WireReader) throws(WireError) {
    self.init(
      step: try reader.value(),
      attempt: try reader.value(),
      host: try reader.value(),
      command: try reader.value(),
      variables: try reader.value(),
      timeout: try reader.value(),
      merges: try reader.value(),
      stdin: try reader.value(),
      terminal: try reader.value())
  }
}

extension TerminalRequest: WireValue {
  package func write(to writer: inout WireWriter) {
    writer.write(host)
    writer.write(rows)
    writer.write(columns)
    writer.write(terminal)
  }

  package init(from reader: inout WireReader) throws(WireError) {
    self.init(
      host: try reader.value(),
      rows: try reader.value(),
      columns: try reader.value(),
      terminal: try reader.value())
  }
}
