import Glibc

/// Closes the captures of all hosts at once, each on a thread of its own.
///
/// The kernel lets a capture go only after a grace period of some hundredths of a second. Closed by
/// the end of the process they would wait one after another: seconds for a hundred hosts.
final class CaptureTeardown {
  private var threads: [pthread_t] = []

  /// Starts the threads.
  ///
  /// The captures are theirs from now on.
  init(_ captures: [Capture]) {
    for capture in captures {
      var thread = pthread_t()
      let argument = Unmanaged.passRetained(capture)
      let error = pthread_create(
        &thread, nil,
        { argument in
          guard let argument else { return nil }
          Unmanaged<Capture>.fromOpaque(argument).takeRetainedValue().close()
          return nil
        }, argument.toOpaque())
      if error == 0 { threads.append(thread) } else { argument.release() }
    }
  }

  /// Waits for them.
  func finish() {
    for thread in threads { pthread_join(thread, nil) }
  }
}
