/// What a guest's kernel is told on its command line, whatever runs it.
package enum GuestArguments {
  /// Words of the command line.
  ///
  /// - Parameters:
  ///   - channel: The guest's device for the channel, below /dev: `ttyS1`, `vport0p1`.
  ///   - extra: More words: `labbook.fault=panic:500` for tests.
  /// - Returns: The words, in order.
  package static func words(channel: String, extra: [String]) -> [String] {
    // Swift's runtime looks for its own path in /proc, which is not there yet, unless it is told.
    ["rdinit=/init", "SWIFT_ROOT=/", "labbook.channel=\(channel)"] + extra
  }
}
