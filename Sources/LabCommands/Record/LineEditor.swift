import Glibc

/// Reads lines from a terminal, with the usual keys; from anything else, just lines.
final class LineEditor {
  /// What a line's end was.
  enum Input: Equatable {
    case line(String)
    /// Ctrl-C: the line is given up.
    case cancelled
    /// Ctrl-D on an empty line, or the end of input.
    case end
  }

  private let input: Int32
  private let show: (String) -> Void
  private let isTerminal: Bool
  private var history: [String] = []

  /// Once this descriptor is readable, no line is read any more.
  private let interruption: Int32

  /// Reads from a descriptor and shows with `show`.
  init(input: Int32, interruption: Int32 = -1, show: @escaping (String) -> Void) {
    self.input = input
    self.interruption = interruption
    self.show = show
    isTerminal = isatty(input) == 1
  }

  /// The next line.
  func read(prompt: String) -> Input {
    guard isTerminal else { return readPlain() }
    var saved = termios()
    guard tcgetattr(input, &saved) == 0 else { return readPlain() }
    var raw = saved
    cfmakeraw(&raw)
    // Output stays as it was, so that "\n" is enough.
    raw.c_oflag = saved.c_oflag
    tcsetattr(input, TCSADRAIN, &raw)
    defer { tcsetattr(input, TCSADRAIN, &saved) }
    var line = EditedLine()
    var place = history.count
    while true {
      draw(prompt, line)
      guard let key = nextKey() else { return finish(.end) }
      switch key {
      case .enter:
        if !line.text.isEmpty, line.text != history.last { history.append(line.text) }
        return finish(.line(line.text))
      case .cancel: return finish(.cancelled)
      case .end where line.text.isEmpty: return finish(.end)
      case .up, .down:
        place = max(0, min(history.count, place + (key == .up ? -1 : 1)))
        line = EditedLine(place < history.count ? history[place] : "")
      default: line.apply(key)
      }
    }
  }

  private func finish(_ input: Input) -> Input {
    show("\n")
    return input
  }

  private func draw(_ prompt: String, _ line: EditedLine) {
    let behind = line.scalars.count - line.cursor
    show("\r\u{1B}[K" + prompt + line.text + (behind > 0 ? "\u{1B}[\(behind)D" : ""))
  }

  private func readPlain() -> Input {
    var bytes: [UInt8] = []
    while let byte = nextByte() {
      if byte == 0x0A { return .line(String(decoding: bytes, as: UTF8.self)) }
      bytes.append(byte)
    }
    return bytes.isEmpty ? .end : .line(String(decoding: bytes, as: UTF8.self))
  }

  private func nextByte() -> UInt8? {
    var byte: UInt8 = 0
    while true {
      waitForInput([input, interruption], milliseconds: -1)
      var entry = pollfd(fd: interruption, events: Int16(POLLIN), revents: 0)
      if poll(&entry, 1, 0) > 0 { return nil }
      let count = Glibc.read(input, &byte, 1)
      if count == 1 { return byte }
      if count == 0 || errno != EINTR { return nil }
    }
  }

  private func nextKey() -> EditedLine.Key? {
    guard let byte = nextByte() else { return nil }
    switch byte {
    case 0x0D, 0x0A: return .enter
    case 0x03: return .cancel
    case 0x04: return .end
    case 0x7F, 0x08: return .erase
    case 0x01: return .home
    case 0x05: return .lineEnd
    case 0x0B: return .eraseAfter
    case 0x15: return .eraseBefore
    case 0x17: return .eraseWord
    case 0x10: return .up
    case 0x0E: return .down
    case 0x1B: return escape()
    case 0..<0x20: return .other
    default: return scalar(beginning: byte)
    }
  }

  /// The keys that terminals send as `ESC [ …` or `ESC O …`.
  private func escape() -> EditedLine.Key {
    guard let second = nextByte(), second == 0x5B || second == 0x4F else { return .other }
    var last = nextByte() ?? 0
    var parameter: UInt8 = 0
    while (0x30...0x3B).contains(last) {
      parameter = last
      last = nextByte() ?? 0
    }
    switch (last, parameter) {
    case (0x41, _): return .up
    case (0x42, _): return .down
    case (0x43, _): return .right
    case (0x44, _): return .left
    case (0x48, _), (0x7E, 0x31): return .home
    case (0x46, _), (0x7E, 0x34): return .lineEnd
    case (0x7E, 0x33): return .eraseAt
    default: return .other
    }
  }

  private func scalar(beginning first: UInt8) -> EditedLine.Key {
    let count = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    var bytes = [first]
    while bytes.count < count, let byte = nextByte() { bytes.append(byte) }
    return .insert(String(decoding: bytes, as: UTF8.self))
  }
}

/// A line that is being typed.
struct EditedLine {
  /// What a key does.
  enum Key: Equatable {
    case insert(String)
    case enter, cancel, end, erase, eraseAt, eraseAfter, eraseBefore, eraseWord
    case left, right, home, lineEnd, up, down, other
  }

  private(set) var scalars: [Unicode.Scalar]
  /// How many scalars stand before the cursor.
  private(set) var cursor: Int

  init(_ text: String = "") {
    scalars = Array(text.unicodeScalars)
    cursor = scalars.count
  }

  var text: String { String(String.UnicodeScalarView(scalars)) }

  /// Changes the line as a key says.
  mutating func apply(_ key: Key) {
    switch key {
    case .insert(let text):
      scalars.insert(contentsOf: text.unicodeScalars, at: cursor)
      cursor += text.unicodeScalars.count
    case .erase where cursor > 0:
      cursor -= 1
      scalars.remove(at: cursor)
    case .eraseAt where cursor < scalars.count, .end where cursor < scalars.count:
      scalars.remove(at: cursor)
    case .eraseAfter: scalars.removeSubrange(cursor...)
    case .eraseBefore: erase(from: 0)
    case .eraseWord:
      var start = cursor
      while start > 0, scalars[start - 1] == " " { start -= 1 }
      while start > 0, scalars[start - 1] != " " { start -= 1 }
      erase(from: start)
    case .left: cursor = max(0, cursor - 1)
    case .right: cursor = min(scalars.count, cursor + 1)
    case .home: cursor = 0
    case .lineEnd: cursor = scalars.count
    default: break
    }
  }

  private mutating func erase(from start: Int) {
    scalars.removeSubrange(start..<cursor)
    cursor = start
  }
}
