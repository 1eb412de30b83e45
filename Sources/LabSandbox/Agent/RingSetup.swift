import Glibc
import LabModel

/// Makes the capture rings of several hosts at once, each on a thread of its own: every one waits for
/// a grace period of the kernel's, and the waits overlap.
final class RingSetup {
  /// Bytes of ring for all hosts together, and at least for each.
  ///
  /// The kernel clears all of it at once, which takes 3 ms, and up to 70 where a virtual machine has
  /// to get the memory from its host first. Still not less: of 60,000 packets that came while the
  /// agent waited for a processor, 64 MiB lost none and 16 MiB a third.
  private static let budget = 64 << 20
  private static let least = 2 << 20

  /// What a thread does, and what came of it.
  private final class Work {
    let socket: Int32
    let bytes: Int
    let blockTimeout: UInt32
    var error: Int32 = 0

    init(socket: Int32, bytes: Int, blockTimeout: UInt32) {
      self.socket = socket
      self.bytes = bytes
      self.blockTimeout = blockTimeout
    }
  }

  private let captures: [Capture]
  private let bytes: Int
  private var works: [Work] = []
  private var threads: [pthread_t] = []

  /// Starts the threads.
  ///
  /// - Parameters:
  ///   - captures: one for each host.
  ///   - budget: bytes for each host; nil divides 64 MiB among them.
  init(_ captures: [Capture], budget: Int?) {
    self.captures = captures
    bytes = budget ?? max(Self.least, Self.budget / max(1, captures.count))
    // A block's timer fires on each idle ring: with many hosts less often.
    let blockTimeout = UInt32(1 + captures.count / 16)
    for capture in captures {
      let work = Work(socket: capture.socket, bytes: bytes, blockTimeout: blockTimeout)
      works.append(work)
      guard (try? capture.useRing()) != nil else {
        work.error = EOPNOTSUPP
        continue
      }
      var thread = pthread_t()
      let started = pthread_create(
        &thread, nil,
        { argument in
          guard let argument else { return nil }
          let work = Unmanaged<Work>.fromOpaque(argument).takeUnretainedValue()
          work.error = CaptureRing.request(
            on: work.socket, bytes: work.bytes, blockTimeout: work.blockTimeout)
          return nil
        }, Unmanaged.passUnretained(work).toOpaque())
      if started == 0 { threads.append(thread) } else { work.error = started }
    }
  }

  /// Waits for the threads and maps the rings.
  /// - Throws: `SandboxFailure` where the kernel gives no ring.
  func finish() throws(SandboxFailure) {
    for thread in threads { pthread_join(thread, nil) }
    for (work, capture) in zip(works, captures) {
      guard work.error == 0 else {
        throw SandboxFailure(
          stage: "make", subject: "a capture ring of \(bytes) bytes", errno: work.error,
          remedy: "lower `capture-buffer` in the notebook's front matter")
      }
      try capture.mapRing(bytes: bytes)
    }
  }
}
