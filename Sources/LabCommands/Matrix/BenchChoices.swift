import LabMachine
import LabReport

/// The kernels of a command line, found in the cache and where needed added to it.
struct BenchChoices: Sendable {
  /// One at least, in the user's order.
  let all: [BenchChoice]
  /// The kernels as reports name them; empty where the user named none.
  let columns: [MatrixKernel]

  /// Takes kernels that were found already.
  init(_ found: [BenchChoice]) {
    all = found
    columns = found.map(\.kernel)
  }

  /// Finds the kernels that `specs` name, `host` being this machine's; none means that one.
  ///
  /// What the cache has not is added to it, which is told on standard error.
  ///
  /// - Throws: `CommandFailure` that names all of those which are not to be had, or which are the same.
  init(_ specs: [String], in context: CommandContext, color: ColorMode) throws(CommandFailure) {
    let names = specs.isEmpty ? ["host"] : specs
    var choices: [BenchChoice?] = []
    if names.allSatisfy({ $0 == "host" }) {
      choices = names.map { _ in .host }
    } else {
      choices = try Self.find(names, in: context, color: color)
    }
    all = choices.compactMap { $0 }
    columns = specs.isEmpty ? [] : all.map(\.kernel)
    try Self.refuseDoubles(all)
  }

  /// Refuses what the environment says of machines and no machine can do.
  ///
  /// - Throws: `CommandFailure` (status 2), which every kernel would meet.
  func checkEnvironment(in context: CommandContext) throws(CommandFailure) {
    guard all.contains(where: { $0.machine?.kernel.backend == .qemu }) else { return }
    do throws(MachineFailure) {
      _ = try EmulatorAccelerator.meant(by: context.environment[EmulatorAccelerator.variable])
    } catch {
      throw CommandFailure(error)
    }
  }

  private static func find(
    _ specs: [String], in context: CommandContext, color: ColorMode
  ) throws(CommandFailure) -> [BenchChoice?] {
    let cache = try KernelCache.forCommand(in: context)
    let folder: CacheFolder
    var kernels: [Kernel?] = []
    do throws(MachineFailure) {
      folder = try CacheFolder { context.environment[$0] }
      for spec in specs { kernels.append(spec == "host" ? nil : cache.find(spec)) }
    } catch {
      throw CommandFailure(error)
    }
    let missing = specs.indices.filter { kernels[$0] == nil && specs[$0] != "host" }
    for (index, kernel) in try add(missing.map { ($0, specs[$0]) }, to: cache, context, color) {
      kernels[index] = kernel
    }
    return zip(specs, kernels).map { spec, kernel in
      guard let kernel else { return .host }
      return BenchChoice(label: label(spec), machine: .init(kernel: kernel, cache: folder))
    }
  }

  /// Adds kernels to the cache, by their places; what fails is told of all at once.
  private static func add(
    _ specs: [(index: Int, spec: String)], to cache: KernelCache, _ context: CommandContext,
    _ color: ColorMode
  ) throws(CommandFailure) -> [(index: Int, kernel: Kernel)] {
    guard !specs.isEmpty else { return [] }
    let style = context.messageStyle(color)
    let interruption = try Interruption()
    let cancellation = Cancellation()
    try WorkerThread.start {
      waitForInput([interruption.descriptor], milliseconds: -1)
      cancellation.cancel()
    }
    var line = ProgressLine(file: context.stderr, style: style, environment: context.environment)
    var added: [(index: Int, kernel: Kernel)] = []
    var failures: [(spec: String, failure: MachineFailure)] = []
    for (index, spec) in specs {
      context.stderr.line("labbook: adding kernel \(style.escape.line(spec)) to the cache")
      do throws(MachineFailure) {
        let kernel = try cache.add(spec, progress: { line.draw($0) }, cancellation: cancellation)
        added.append((index, kernel))
      } catch {
        if cancellation.isCancelled {
          line.clear()
          throw CommandFailure(.interrupted, "interrupted while adding kernel \(spec)")
        }
        failures.append((spec, error))
      }
      line.clear()
    }
    guard let first = failures.first else { return added }
    if failures.count == 1 { throw CommandFailure(first.failure) }
    let isMistake = failures.allSatisfy(\.failure.isMistake)
    throw CommandFailure(
      isMistake ? .mistake : .failed,
      "\(failures.count) kernels are not to be had\n"
        + failures.map { "  \($0.spec): \($0.failure.message)" }.joined(separator: "\n"),
      remedy: failures.compactMap(\.failure.remedy).first)
  }

  /// A path's last part, else the whole.
  private static func label(_ spec: String) -> String {
    spec.split(separator: "/").last.map(String.init) ?? spec
  }

  /// One kernel twice would be one column twice.
  private static func refuseDoubles(_ choices: [BenchChoice]) throws(CommandFailure) {
    var seen: [String: String] = [:]
    for choice in choices {
      let id = choice.machine?.kernel.id ?? "host"
      if let other = seen[id] {
        throw CommandFailure(
          .mistake,
          choice.label == other
            ? "the kernel \(other) is named twice"
            : "\(other) and \(choice.label) are the same kernel, \(id)")
      }
      seen[id] = choice.label
    }
  }
}
