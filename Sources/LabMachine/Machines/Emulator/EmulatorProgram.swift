/// The emulator's executable.
struct EmulatorProgram: Sendable, Hashable {
  /// Absolute path.
  let path: String
  /// Which file that is: another version is another file.
  let identity: String

  /// The emulator for kernels of `machine`, as uname(2) calls it.
  ///
  /// - Throws: `MachineFailure` where it is not installed, or where labbook has no machine for such a
  ///   kernel.
  init(machine: String) throws(MachineFailure) {
    guard machine == "x86_64" else {
      throw MachineFailure(
        "no machine for a kernel of \(machine): labbook has one for x86_64 only", isMistake: true)
    }
    path = try ProgramPath.require("qemu-system-" + machine)
    identity = FileIdentity(path: path)?.text ?? ""
  }

  /// What it says of its version: `QEMU emulator version 7.2.22 (Debian 1:7.2+dfsg-7+deb12u18)`.
  ///
  /// - Throws: `MachineFailure` where it does not run.
  func version() throws(MachineFailure) -> String {
    let text = String(decoding: try ProgramRun.run([path, "--version"]), as: UTF8.self)
    return text.split(separator: "\n").first.map(String.init) ?? "QEMU"
  }
}
