import Glibc

/// Waits until `condition` holds, looking every `pause` µs; false where it does not in time.
package func eventually(
  within seconds: Double = 5, every pause: UInt32 = 3000, _ condition: () throws -> Bool
) rethrows -> Bool {
  let deadline = ContinuousClock.now + .seconds(seconds)
  while true {
    if try condition() { return true }
    guard ContinuousClock.now < deadline else { return false }
    usleep(pause)
  }
}
