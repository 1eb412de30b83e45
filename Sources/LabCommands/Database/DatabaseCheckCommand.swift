import ArgumentParser
import LabEvidence
import LabReport

/// `labbook db check`: whether the database's file is sound.
struct DatabaseCheckCommand: LabCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Check that the database's file is sound.")

  @OptionGroup var database: DatabaseOption
  @OptionGroup var format: FormatOptions

  var color: ColorMode { format.coloring.color }

  func execute(in context: CommandContext) throws -> ExitStatus {
    let path = database.resolved(in: context.environment)
    let check = try Store.forCommand(path, .read) { store throws(StoreFailure) in
      try store.check()
    }
    let status: ExitStatus = check.problems.isEmpty ? .success : .failed
    if format.json {
      var writer = JSONWriter { context.stdout.write($0) }
      writer.object { writer in
        writer.member("path", path)
        writer.member("schema_version", check.version)
        writer.member("size", check.size)
        writer.member("free", check.free)
        writer.object("rows") { writer in
          for count in check.counts { writer.member(count.table, count.rows) }
        }
        writer.array("problems") { writer in
          for problem in check.problems { writer.value(problem) }
        }
        writer.member("exit_status", status.rawValue)
      }
      writer.finish()
      return status
    }
    let style = context.style(color)
    context.stdout.line(
      style.escape.line(path) + ": schema version \(check.version), "
        + "\(ByteCount(check.size).words), \(ByteCount(check.free).words) of them free")
    for count in check.counts where count.rows > 0 {
      context.stdout.line("  \(TextWidth.padded(count.table, to: 18)) \(count.rows)")
    }
    for problem in check.problems {
      context.stdout.line(style.tinted(style.cross, .red) + " " + style.escape.line(problem))
    }
    context.stdout.line(check.problems.isEmpty ? "sound" : "damaged")
    return status
  }
}
