import ArgumentParser
import Glibc
import LabEvidence
import LabReport

/// `labbook db vacuum`: gives room that nothing is in back to the file system.
struct DatabaseVacuumCommand: LabCommand {
  static let configuration = CommandConfiguration(
    commandName: "vacuum", abstract: "Shrink the database's file to what is in it.")

  @OptionGroup var database: DatabaseOption
  @OptionGroup var format: FormatOptions

  var color: ColorMode { format.coloring.color }

  func execute(in context: CommandContext) throws -> ExitStatus {
    let path = database.resolved(in: context.environment)
    guard access(path, F_OK) == 0 else {
      throw CommandFailure(
        .mistake, "open \(path): there is no such file",
        remedy: "name the database with --db or LABBOOK_DB")
    }
    let sizes = try Store.forCommand(path, .write) { store throws(StoreFailure) in
      let sizes = try store.vacuum()
      try store.close()
      return sizes
    }
    if format.json {
      var writer = JSONWriter { context.stdout.write($0) }
      writer.object { writer in
        writer.member("before", sizes.before)
        writer.member("after", sizes.after)
      }
      writer.finish()
    } else {
      context.stdout.line(
        "\(ByteCount(sizes.before).words) before, \(ByteCount(sizes.after).words) now")
    }
    return .success
  }
}
