import LabMachine

extension KernelCache {
  /// The cache that a command's environment names.
  ///
  /// - Throws: `CommandFailure` where it names none.
  static func forCommand(in context: CommandContext) throws(CommandFailure) -> KernelCache {
    do throws(MachineFailure) {
      return KernelCache(folder: try CacheFolder { context.environment[$0] })
    } catch {
      throw CommandFailure(error)
    }
  }
}

extension CommandFailure {
  /// A failure about kernels in a command's terms: the user's mistake (2), else labbook's trouble (5).
  init(_ failure: MachineFailure) {
    self.init(
      failure.isMistake ? .mistake : .failed, failure.message, remedy: failure.remedy)
  }
}
