import LabModel

/// The first frame that an agent gets.
struct AgentStart: WireValue {
  var setup: SandboxSetup
  /// Limits that a cgroup around the agent already holds.
  var heldByCgroup: [String]

  init(setup: SandboxSetup, heldByCgroup: [String]) {
    self.setup = setup
    self.heldByCgroup = heldByCgroup
  }

  func write(to writer: inout WireWriter) {
    writer.write(setup)
    writer.write(heldByCgroup)
  }

  init(from reader: inout WireReader) throws(WireError) {
    setup = try reader.value()
    heldByCgroup = try reader.value()
  }
}
