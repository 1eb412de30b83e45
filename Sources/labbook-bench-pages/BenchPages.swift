import Glibc
import LabEvidence

/// Makes large databases for labbook-bench, and times every page over one.
///
/// A program of its own, so that the memory that it tells is that of what answers pages.
@main
enum BenchPages {
  static let usage = """
    usage: labbook-bench-pages make FILE RUNS PACKETS
           labbook-bench-pages time FILE ROUNDS

    make adds RUNS runs to FILE, with about PACKETS packets altogether. time asks for each kind of page ROUNDS
    times and prints a line for each, separated by tabs: its name, the median, the 95th percentile and the greatest
    time in ns, and the greatest size in bytes; then memory and the most that was resident, in bytes.
    """

  static func main() {
    let words = Array(CommandLine.arguments.dropFirst())
    do throws(StoreFailure) {
      switch (words.first, words.count) {
      case ("make"?, 4):
        guard let runs = Int(words[2]), let packets = Int(words[3]), runs > 0, packets >= 0 else {
          break
        }
        try BenchStore(path: words[1]).add(runs: runs, packets: packets)
        return
      case ("time"?, 3):
        guard let rounds = Int(words[2]), rounds > 0 else { break }
        let store = try Store.open(path: words[1], for: .read)
        let source = SiteSource(store)
        for kind in try PageKinds(store).all {
          guard let times = PageTimes(kind, rounds: rounds, from: source) else { continue }
          print(times.line)
        }
        print("memory\t\(residentBytes())")
        try store.close()
        return
      default: break
      }
    } catch {
      say("\(error.stage) \(error.subject): \(error.message)")
      exit(5)
    }
    say(usage)
    exit(2)
  }

  /// The most memory that was resident, in bytes.
  private static func residentBytes() -> Int {
    var usage = rusage()
    guard getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return 0 }
    // ru_maxrss is in KiB (getrusage(2)).
    return usage.ru_maxrss * 1024
  }

  private static func say(_ message: String) {
    let bytes = Array("labbook-bench-pages: \(message)\n".utf8)
    _ = write(2, bytes, bytes.count)
  }
}
