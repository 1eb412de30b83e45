import Glibc

/// Kernels in a cache of the bench's own, so that nothing in the user's is changed.
struct BenchKernels {
  /// Folder of Debian's newest 6.12 for clouds; nil where it could not be had.
  private(set) var newest: String?
  /// Whether Debian's user-mode Linux is there.
  private(set) var hasUserMode = false
  /// What is missing, and why.
  private(set) var missing: [String] = []
  /// Where snapshots of machines are kept.
  let snapshots: String

  /// Fetches them into `cache`, which becomes the cache of all that this process starts.
  init(_ tools: Tools, cache: String) {
    setenv("XDG_CACHE_HOME", cache, 1)
    snapshots = cache + "/labbook/snapshots"
    if tools.hasEmulator, tools.hasApt, let id = add("6.12", tools) {
      newest = "\(cache)/labbook/kernels/\(id)"
    }
    hasUserMode = add("uml", tools) != nil
  }

  /// Adds a kernel; its id.
  private mutating func add(_ spec: String, _ tools: Tools) -> String? {
    let command = MeasuredCommand(words: [tools.labbook, "kernel", "add", spec])
    do throws(MeasuredCommand.Failure) {
      _ = try command.run(log: "kernel.log")
    } catch {
      missing.append("kernel \(spec): \(error.message)")
      return nil
    }
    let line = TextFile.read("kernel.log")?.split(separator: "\n").last
    return line?.split(separator: " ").first.map(String.init)
  }

  /// Whether machines are translated here: the processor has nothing for them, as labbook sees it.
  static var areTranslated: Bool {
    let flags = TextFile.read("/proc/cpuinfo")?.split(separator: "\n").first {
      $0.hasPrefix("flags")
    }
    let isCapable = flags?.split(separator: " ").contains { $0 == "vmx" || $0 == "svm" } ?? false
    return !isCapable || access("/dev/kvm", R_OK | W_OK) != 0
  }
}
