import ArgumentParser
import LabMachine

/// `labbook kernel remove`: kernels out of the cache.
struct KernelRemoveCommand: LabCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove",
    abstract: "Remove kernels from the cache, with the images and snapshots made for them.")

  @Argument(
    help: "A kernel's id, or a name or release that only one kernel has.",
    completion: .cachedKernels)
  var id: [String]

  @OptionGroup var coloring: ColorOption

  var color: ColorMode { coloring.color }

  func execute(in context: CommandContext) throws -> ExitStatus {
    let cache = try KernelCache.forCommand(in: context)
    var statuses: [ExitStatus] = []
    for id in id {
      do throws(MachineFailure) {
        let id = try cache.only(id)
        try cache.remove(id)
        context.stdout.line("removed " + context.style(color).escape.line(id))
      } catch {
        let failure = CommandFailure(error)
        context.report(failure, style: context.messageStyle(color))
        statuses.append(failure.status)
      }
    }
    return ExitStatus.combined(statuses)
  }
}
