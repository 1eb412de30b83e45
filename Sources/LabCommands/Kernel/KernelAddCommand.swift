import ArgumentParser
import LabMachine

/// `labbook kernel add`: kernels into the cache.
struct KernelAddCommand: LabCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Fetch or copy kernels into the cache.",
    discussion: """
      SPEC is a path (anything with a slash) to a bzImage, a vmlinux, a user-mode Linux executable \
      or a .deb file; a Debian package; a release or its first numbers, such as 6.12, for the \
      newest such image in apt's lists; or uml, for Debian's user-mode Linux.
      """)

  @Argument(help: "Which kernels.", completion: .file())
  var spec: [String]

  @OptionGroup var coloring: ColorOption

  var color: ColorMode { coloring.color }

  func execute(in context: CommandContext) throws -> ExitStatus {
    let cache = try KernelCache.forCommand(in: context)
    let style = context.messageStyle(color)
    let interruption = try Interruption()
    let cancellation = Cancellation()
    try WorkerThread.start {
      while interruption.next() == nil {
        waitForInput([interruption.descriptor], milliseconds: -1)
      }
      cancellation.cancel()
    }
    var line = ProgressLine(file: context.stderr, style: style, environment: context.environment)
    var statuses: [ExitStatus] = []
    for spec in spec {
      do throws(MachineFailure) {
        let kernel = try cache.add(spec, progress: { line.draw($0) }, cancellation: cancellation)
        line.clear()
        let words = [kernel.id, kernel.backend.rawValue, kernel.origin]
        context.stdout.line(context.style(color).escape.line(words.joined(separator: "  ")))
      } catch {
        line.clear()
        if cancellation.isCancelled { return .interrupted }
        let failure = CommandFailure(error)
        context.report(failure, style: style)
        statuses.append(failure.status)
      }
    }
    return ExitStatus.combined(statuses)
  }
}
