import ArgumentParser
import LabReport

/// `labbook doctor`: what this machine can do for notebooks.
struct DoctorCommand: LabCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Say what this machine can do for notebooks, and what helps where it cannot.",
    discussion: """
      Everything is tried out for real in throwaway namespaces; nothing on the machine changes. \
      Exits 3 where no notebook can run.
      """)

  @OptionGroup var format: FormatOptions

  @Flag(
    help: ArgumentHelp(
      "Try a capture in this process's namespace.", visibility: .private))
  var probeCapture = false

  var color: ColorMode { format.coloring.color }

  func execute(in context: CommandContext) throws -> ExitStatus {
    guard !probeCapture else {
      guard let failure = CaptureProbe.tryHere() else { return .success }
      throw CommandFailure(.machineUnable, failure)
    }
    let capabilities =
      NamespaceProbes().capabilities() + [CaptureProbe().capability()]
      + LimitProbes().capabilities()
      + NetworkProbes().capabilities() + MachineProbes().capabilities()
    let canRun = DoctorReport.canRun(capabilities)
    if format.json {
      var writer = JSONWriter { context.stdout.write($0) }
      writer.object { writer in
        writer.member("kernel", MachineProbes.kernelRelease)
        writer.member("can_run", canRun)
        writer.array("capabilities") { writer in
          for capability in capabilities { writer.value(capability) }
        }
      }
      writer.finish()
    } else {
      context.stdout.lines(DoctorReport(style: context.style(color)).lines(capabilities))
    }
    return canRun ? .success : .machineUnable
  }
}
