import Glibc

/// How long one kind of page took.
struct PageTimes {
  private let name: String
  /// In ns, sorted.
  private var times: [Int64] = []
  private var size = 0

  /// Asks for each of `kind`'s pages in turn; nil where none is to be had.
  init?(_ kind: PageKinds.Kind, rounds: Int, from source: some PageSource) {
    name = kind.name
    guard kind.targets.contains(where: { source.page(at: $0).status == 200 }) else { return nil }
    for round in 0..<rounds {
      let target = kind.targets[round % kind.targets.count]
      let start = Self.now
      let page = source.page(at: target)
      times.append(Self.now - start)
      size = max(size, page.size)
    }
    times.sort()
  }

  /// The name, the median, the 95th percentile and the greatest time in ns, and the greatest size.
  var line: String {
    let percentile = times[min(times.count - 1, times.count * 95 / 100)]
    return [
      name, "\(times[times.count / 2])", "\(percentile)", "\(times[times.count - 1])", "\(size)",
    ]
    .joined(separator: "\t")
  }

  private static var now: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
