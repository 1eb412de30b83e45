import Glibc

/// Standard output or standard error, buffered; a reader that went away is not an error.
///
/// Used from one thread only.
package final class OutputFile {
  private let descriptor: Int32
  private var buffer: [UInt8] = []
  private var pager: Pager?
  /// Whether text waits until this is false again: a pager has the terminal meanwhile.
  var isHeld = false {
    didSet { if !isHeld { flush() } }
  }
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

  /// The terminal's height in rows; nil where there is none.
  var terminalHeight: Int? {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 0 else { return nil }
    return Int(size.ws_row)
  }

  /// Has `pager` show what is written from here on, where it is longer than the screen.
  func page(through pager: Pager) { self.pager = pager }

  /// Writes what waits for a pager's start, and waits for a pager's end.
  func endPaging() {
    guard let pager else { return }
    if !pager.isRunning { self.pager = nil }
    flush()
    pager.end()
    self.pager = nil
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
    if let pager, !pager.isRunning, pager.isNeeded(for: bytes), !pager.start() { self.pager = nil }
    if buffer.count >= 64 << 10 || descriptor == 2 || isTerminal { flush() }
  }

  /// Hands everything to the kernel.
  ///
  /// What fits on the screen waits where it may yet go to a pager.
  package func flush() {
    if isHeld { return }
    if let pager, !pager.isRunning { return }
    let descriptor = pager?.descriptor ?? self.descriptor
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
