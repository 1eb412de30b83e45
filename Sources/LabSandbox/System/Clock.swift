import Glibc
package import LabModel

/// The two clocks of events.
package enum Clock {
  /// CLOCK_MONOTONIC in ns.
  package static var monotonic: Int64 { read(CLOCK_MONOTONIC) }

  /// CLOCK_REALTIME in ns since 1970.
  package static var wall: Int64 { read(CLOCK_REALTIME) }

  /// Both, as an event carries them.
  package static var now: EventTime { EventTime(monotonic: monotonic, wall: wall) }

  private static func read(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}

/// What turns a packet's wall-clock stamp into monotonic time.
struct ClockOffset {
  /// CLOCK_REALTIME − CLOCK_MONOTONIC, in ns.
  let difference: Int64
  /// How far `difference` can be off, in ns.
  let error: Int64

  /// Reads the clocks now: the wall clock between two readings of the monotonic one.
  init() {
    let before = Clock.monotonic
    let wall = Clock.wall
    let after = Clock.monotonic
    difference = wall - (before + (after - before) / 2)
    error = (after - before + 1) / 2
  }
}
