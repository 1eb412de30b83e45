import ArgumentParser
import LabEvidence
import LabReport

/// `labbook merge`: adds the runs of other databases to one.
struct MergeCommand: LabCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge", abstract: "Add the runs of other databases to one.",
    discussion: """
      Runs are told by their ids: what is there already is not added again, whatever is merged into \
      what and however often. The other files are only read.
      """)

  @Argument(
    help: ArgumentHelp("Databases whose runs are added.", valueName: "file"), completion: .file())
  var files: [String]

  @Option(
    help: ArgumentHelp(
      "The database that they are added to; it is made where it is missing.", valueName: "file"),
    completion: .file())
  var into: String

  @OptionGroup var format: FormatOptions

  var color: ColorMode { format.coloring.color }

  func execute(in context: CommandContext) throws -> ExitStatus {
    let style = context.messageStyle(color)
    let store = try Store.forCommand(into, .write) { store throws(StoreFailure) in store }
    defer { try? store.close() }
    let interruption = try Interruption()
    var isInterrupted = false
    func shouldStop() -> Bool {
      isInterrupted = isInterrupted || interruption.next() != nil
      return isInterrupted
    }
    var results: [(path: String, result: MergeResult)] = []
    var statuses: [ExitStatus] = [.success]
    for path in files {
      do throws(StoreFailure) {
        let result = try store.merge(path, shouldStop: shouldStop)
        results.append((path, result))
        for run in result.leftOut {
          context.warn("\(path): run \(run.id) is left out: \(run.reason)", style: style)
        }
        if result.wasStopped {
          statuses.append(.interrupted)
          break
        }
      } catch {
        let failure = CommandFailure(error)
        context.report(failure, style: style)
        statuses.append(failure.status)
      }
    }
    let status = ExitStatus.combined(statuses)
    if format.json {
      write(results, status, in: context)
    } else {
      let escape = context.style(color).escape
      for (path, result) in results {
        context.stdout.line(escape.line("\(path): \(words(result))"))
      }
    }
    return status
  }

  private func words(_ result: MergeResult) -> String {
    let added = result.added.count
    var words = ["\(added) \(added == 1 ? "run" : "runs") added"]
    if result.presentCount > 0 { words.append("\(result.presentCount) there already") }
    if result.judgementCount > 0 {
      words.append(
        "\(result.judgementCount) \(result.judgementCount == 1 ? "judgement" : "judgements") added")
    }
    if !result.leftOut.isEmpty { words.append("\(result.leftOut.count) left out") }
    if result.wasStopped { words.append("interrupted") }
    return words.joined(separator: ", ")
  }

  private func write(
    _ results: [(path: String, result: MergeResult)], _ status: ExitStatus,
    in context: CommandContext
  ) {
    var writer = JSONWriter { context.stdout.write($0) }
    writer.object { writer in
      writer.member("into", into)
      writer.array("files") { writer in
        for (path, result) in results {
          writer.object { writer in
            writer.member("path", path)
            writer.array("added") { writer in
              for id in result.added { writer.value(id) }
            }
            writer.member("present", result.presentCount)
            writer.member("judgements", result.judgementCount)
            writer.array("left_out") { writer in
              for run in result.leftOut {
                writer.object { writer in
                  writer.member("run", run.id)
                  writer.member("reason", run.reason)
                }
              }
            }
            writer.member("interrupted", result.wasStopped)
          }
        }
      }
      writer.member("exit_status", status.rawValue)
    }
    writer.finish()
  }
}
