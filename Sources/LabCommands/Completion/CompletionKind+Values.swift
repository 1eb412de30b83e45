import ArgumentParser
import LabMachine

extension CompletionKind {
  /// Markdown files, and the folders that they are in.
  static var notebooks: CompletionKind { .file(extensions: ["md"]) }

  /// Runs of the database that the command line names, else the environment's.
  static var runs: CompletionKind { stored(\.runs) }

  /// Claims of the run that the command line names.
  static var claims: CompletionKind { stored(\.claims) }

  /// What names kernels of past runs.
  static var recordedKernels: CompletionKind { stored(\.kernels) }

  /// Releases of kernels that runs were on.
  static var recordedReleases: CompletionKind { stored(\.releases) }

  /// What a notebook can run on: this machine's kernel, and those of the cache.
  static var kernels: CompletionKind {
    .custom { _, _, _ in
      let host = Candidate(value: "host", description: "this machine's kernel")
      return Candidate.lines([host] + cached)
    }
  }

  /// Kernels of the cache.
  static var cachedKernels: CompletionKind {
    .custom { _, _, _ in Candidate.lines(cached) }
  }

  private static func stored(
    _ candidates: @escaping @Sendable (StoredCandidates) -> [Candidate]
  ) -> CompletionKind {
    .custom { words, _, _ in
      Candidate.lines(
        candidates(StoredCandidates(CommandWords(words), environment: .process)))
    }
  }

  /// The cache's kernels by their ids, and by the names that they were added by.
  private static var cached: [Candidate] {
    guard let folder = try? CacheFolder(environment: { Environment.process[$0] }) else { return [] }
    let kernels = KernelCache(folder: folder).list()
    var names: Set<String> = []
    return kernels.flatMap { kernel in
      let backend = kernel.backend == .qemu ? "QEMU" : "UML"
      return
        ([kernel.id] + kernel.labels).filter { names.insert($0).inserted }
        .map { Candidate(value: $0, description: "\(kernel.release) in \(backend)") }
    }
  }
}
