/// The agent as an image has it.
enum AgentProgram {
  /// The bytes of the executable at `path`, without what the kernel does not load: symbols and
  /// debugging information are half of it, and every machine would have to carry them.
  ///
  /// - Throws: `MachineFailure` where it cannot be read or is no static executable.
  static func bytes(_ path: String) throws(MachineFailure) -> [UInt8] {
    let file = try MappedFile(path)
    guard let section = DynamicSection(file), section.interpreter == nil else {
      throw MachineFailure("\(path) is no static executable", remedy: "build labbook anew")
    }
    var end = 0
    let headers = file.number(UInt64.self, at: 32).flatMap(Int.init(exactly:)) ?? 0
    let size = Int(file.number(UInt16.self, at: 54) ?? 0)
    for index in 0..<Int(file.number(UInt16.self, at: 56) ?? 0) {
      let header = headers + index * size
      guard let offset = file.number(UInt64.self, at: header + 8).flatMap(Int.init(exactly:)),
        let length = file.number(UInt64.self, at: header + 32).flatMap(Int.init(exactly:)),
        file.contains(offset, length)
      else { throw MachineFailure("\(path) is damaged", remedy: "build labbook anew") }
      end = max(end, offset + length)
    }
    var bytes = file.contents(end)
    // e_shoff, e_shnum and e_shstrndx: there are no section headers any more.
    for place in Array(40..<48) + Array(60..<64) { bytes[place] = 0 }
    return bytes
  }
}
