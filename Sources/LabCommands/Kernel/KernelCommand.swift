import ArgumentParser

/// `labbook kernel`: the kernels that notebooks can run on besides the machine's own.
struct KernelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kernel",
    abstract: "Add, list and remove the kernels that notebooks can run on.",
    discussion: """
      Kernels are kept below $XDG_CACHE_HOME/labbook (else ~/.cache/labbook): unpacked, with their \
      modules, and never installed.
      """,
    subcommands: [KernelAddCommand.self, KernelListCommand.self, KernelRemoveCommand.self])
}
