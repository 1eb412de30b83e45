import Glibc
import Synchronization

/// SIGINT, SIGTERM and SIGHUP as readable bytes, so that one poll(2) sees them beside all else.
///
/// Handlers, not a signal mask: what we start must have neither.
struct Interruption {
  private static let writeEnd = Atomic<Int32>(-1)
  private static let signals = [SIGINT, SIGTERM, SIGHUP]

  /// Readable once a signal has come.
  let descriptor: Int32

  /// Begins to catch the signals.
  ///
  /// - Throws: `CommandFailure` where no pipe is to be had.
  init() throws(CommandFailure) {
    let pipe = try Pipe(isNonblocking: true)
    descriptor = pipe.readEnd
    Self.writeEnd.store(pipe.writeEnd, ordering: .releasing)
    for number in Self.signals {
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { number in
        let saved = errno
        var byte = UInt8(truncatingIfNeeded: number)
        _ = write(Interruption.writeEnd.load(ordering: .acquiring), &byte, 1)
        errno = saved
      }
      action.sa_flags = SA_RESTART
      // Somebody who started us with a signal ignored (nohup) meant it.
      var before = sigaction()
      sigaction(number, nil, &before)
      if !Self.isIgnored(before) { sigaction(number, &action, nil) }
    }
  }

  /// The signal that has come, if any; each is given once.
  func next() -> Int32? {
    var byte: UInt8 = 0
    return read(descriptor, &byte, 1) == 1 ? Int32(byte) : nil
  }

  /// SIG_IGN is the pointer value 1.
  private static func isIgnored(_ action: sigaction) -> Bool {
    withUnsafeBytes(of: action.__sigaction_handler) { $0.load(as: UInt.self) } == 1
  }
}
