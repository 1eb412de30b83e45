import ArgumentParser
import LabMachine
import LabReport

/// `labbook kernel list`: the kernels of the cache, oldest release first.
struct KernelListCommand: LabCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the kernels in the cache, oldest release first.")

  @OptionGroup var paging: PagerOption
  @OptionGroup var format: FormatOptions

  var color: ColorMode { format.coloring.color }
  var usesPager: Bool { paging.isOn }

  func execute(in context: CommandContext) throws -> ExitStatus {
    let cache = try KernelCache.forCommand(in: context)
    let kernels = cache.list()
    let damage = cache.damage()
    for failure in damage {
      let remedy = failure.remedy.map { "; \($0)" } ?? ""
      context.warn(failure.message + remedy, style: context.messageStyle(color))
    }
    if format.json {
      var writer = JSONWriter { context.stdout.write($0) }
      writer.object { writer in
        writer.array("kernels") { writer in
          for kernel in kernels { writer.value(kernel) }
        }
      }
      writer.finish()
    } else if kernels.isEmpty {
      context.stderr.line("no kernels in the cache: labbook kernel add SPEC")
    } else {
      context.stdout.lines(table(kernels, style: context.style(color, widest: 160)))
    }
    return damage.isEmpty ? .success : .failed
  }

  private func table(_ kernels: [Kernel], style: TextStyle) -> [String] {
    var table = TextTable(
      columns: [
        ("kernel", .left), ("runs in", .left), ("added (UTC)", .left), ("names", .left),
        ("from", .left),
      ], flexible: 4)
    for kernel in kernels {
      table.add([
        .init(kernel.id, .bold), .init(kernel.backend == .qemu ? "QEMU" : "UML"),
        .init(String(Elapsed.date(wall: kernel.added).dropLast(4))),
        .init(kernel.labels.isEmpty ? style.dash : style.escape.line(names(kernel))),
        .init(style.escape.line(kernel.origin)),
      ])
    }
    return table.lines(style: style)
  }

  private func names(_ kernel: Kernel) -> String { kernel.labels.joined(separator: ", ") }
}

extension JSONWriter {
  /// One kernel as an object.
  fileprivate mutating func value(_ kernel: Kernel) {
    object { writer in
      writer.member("id", kernel.id)
      writer.member("backend", kernel.backend.rawValue)
      writer.member("release", kernel.release)
      writer.member("version", kernel.version)
      writer.member("machine", kernel.machine)
      writer.member("origin", kernel.origin)
      writer.array("names") { writer in
        for label in kernel.labels { writer.value(label) }
      }
      writer.member("folder", kernel.folder)
      writer.member("image", kernel.image)
      writer.member("configuration", kernel.configuration)
      writer.member("modules", kernel.modules)
      writer.member("hash", kernel.hash)
      writer.member("added", Elapsed.timestamp(wall: kernel.added))
    }
  }
}
