import Glibc

/// Standard output or standard error, buffered; a reader that went away is not an error.
///
/// Used from one thread only.
package final class OutputFile {
  private let descriptor: Int32
  private var buffer: [UInt8] = []
  /// errno of the first write that failed; nothing is written after it.
  package private(set) var failure: Int32?

  /// Writes to `descriptor`, which stays open.
  package init(descriptor: Int32) { self.descriptor = descriptor }

  /// True when the reader has gone (EPIPE): what is written then is dropped.
  package var isClosed: Bool { failure == EPIPE }

  package var isTerminal: Bool { isatty(descriptor) == 1 }

  /// The terminal's width in columns; nil where there is none.
  package var terminalWidth: Int? {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }

  /// Writes a line.
  package func line(_ text: String) { write(text + "\n") }

  /// Writes lines.
  package func lines(_ texts: [String]) {
    for text in texts { line(text) }
  }

  /// Writes text; it goes out at once where somebody watches (a terminal, standard error).
  package func write(_ text: String) { write(Array(text.utf8)) }

  /// Writes bytes.
  package func write(_ bytes: [UInt8]) {
    guard failure == nil else { return }
    buffer += bytes
    if buffer.count >= 64 << 10 || descriptor == 2 || isTerminal { flush() }
  }

  /// Hands everything to the kernel.
  package func flush() {
    var rest = buffer[...]
    buffer.removeAll(keepingCapacity: true)
    while failure == nil, !rest.isEmpty {
      let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if written > 0 {
        rest = rest.dropFirst(written)
      } else if errno != EINTR {
        failure = errno
      }
    }
  }
}
