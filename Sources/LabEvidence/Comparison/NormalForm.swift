/// Text with what every run has anew replaced by names, so that two runs that did the same read the same.
///
/// The rules, each for whole words: MAC addresses, link-local addresses that come from them, and
/// ephemeral ports have the names of `NormalNames`. Numbers with a unit of time become `TIME`, times of
/// day `CLOCK`, dates `DATE`; numbers behind `pid`, behind `/proc/` and of a job that the shell names
/// `PID`; inode numbers of namespaces and sockets are numbered; the index in front of an interface's name
/// becomes `IF`, that of a peer `@ifN`. In a packet's line TCP's sequence numbers, windows, window scale
/// and time stamps become `N`, the ids of ICMP echo and DNS are numbered. In a kernel log the stamp and
/// hexadecimal numbers go.
package struct NormalForm: Sendable {
  /// What the text is.
  package enum Kind: Sendable {
    case output
    /// The one-line form of a packet.
    case packet
    case kernelLog
  }

  package var names: NormalNames
  private var line: [UInt8] = []
  private var kind = Kind.output
  private var isSegment = false
  private var isEcho = false
  private var isName = false

  package init(_ names: NormalNames) { self.names = names }

  /// The form of one line, which has no line feed.
  package mutating func of(_ text: String, _ kind: Kind = .output) -> String {
    line = Array(text.utf8)
    self.kind = kind
    isSegment = text.contains("Flags [")
    isEcho = text.contains("ICMP") && text.contains("echo")
    isName = text.contains(".53: ") || text.contains(".53 > ")
    var result: [UInt8] = []
    result.reserveCapacity(line.count)
    var index = 0
    while index < line.count {
      if isBoundary(index) || line[index] == UInt8(ascii: "@"), let (length, name) = match(index) {
        result += Array(name.utf8)
        index += length
      } else {
        result.append(line[index])
        index += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  private mutating func match(_ start: Int) -> (Int, String)? {
    if start == 0, let found = lineStart() { return found }
    let byte = line[start]
    if byte.isHexadecimal {
      if let found = linkAddress(start) { return found }
      if let found = linkLocal(start) { return found }
    }
    if byte.isDigit {
      return clock(start) ?? date(start) ?? duration(start) ?? behindWord(start) ?? hexadecimal(
        start)
        ?? port(start)
    }
    if byte == UInt8(ascii: "@"), text(start, 3) == "@if", let end = digits(start + 3) {
      return (end - start, "@ifN")
    }
    return weekday(start) ?? hexadecimal(start)
  }

  // MARK: Lines that begin so

  private func lineStart() -> (Int, String)? {
    if kind == .kernelLog, line.first == UInt8(ascii: "["),
      let end = line.firstIndex(of: UInt8(ascii: "]")),
      line[1..<end].allSatisfy({ $0.isDigit || $0 == UInt8(ascii: ".") || $0 == 0x20 })
    {
      return (end + 1, "[TIME]")
    }
    // `[1] 4711`: a shell tells of a job.
    if line.first == UInt8(ascii: "["), let end = digits(1), text(end, 2) == "] ",
      digits(end + 2) == line.count
    {
      return (line.count, "[N] PID")
    }
    // `3: eth0@if2: <…>`, as ip(8) begins.
    if let end = digits(0), text(end, 2) == ": " {
      let name = line[(end + 2)...].prefix { $0.isWord || ".-".utf8.contains($0) }
      if !name.isEmpty, name.endIndex < line.count, ":@".utf8.contains(line[name.endIndex]) {
        return (end, "IF")
      }
    }
    return nil
  }

  // MARK: Addresses and ports

  private mutating func linkAddress(_ start: Int) -> (Int, String)? {
    guard start + 17 <= line.count, start + 17 == line.count || !line[start + 17].isAddress else {
      return nil
    }
    for (offset, byte) in line[start..<start + 17].enumerated() {
      guard offset % 3 == 2 ? byte == UInt8(ascii: ":") : byte.isHexadecimal else { return nil }
    }
    return (17, names.linkAddress(text(start, 17).lowercased()))
  }

  private func linkLocal(_ start: Int) -> (Int, String)? {
    guard ["fe80:", "ff02:"].contains(text(start, 5)) else { return nil }
    let length = line[start...].prefix { $0.isAddress }.count
    let address = text(start, length)
    let name = names.linkLocal(address)
    return name == address ? nil : (length, name)
  }

  private mutating func port(_ start: Int) -> (Int, String)? {
    guard let end = digits(start), end - start == 5, isEnd(end),
      let value = Int(text(start, end - start)), let name = names.port(value)
    else { return nil }
    return (end - start, name)
  }

  // MARK: Times

  private func clock(_ start: Int) -> (Int, String)? {
    guard hasPattern("dd:dd:dd", start) else { return nil }
    var end = start + 8
    if end < line.count, line[end] == UInt8(ascii: "."), let fraction = digits(end + 1) {
      end = fraction
    }
    return isEnd(end) && !(end < line.count && line[end] == UInt8(ascii: ":"))
      ? (end - start, "CLOCK") : nil
  }

  private func date(_ start: Int) -> (Int, String)? {
    guard hasPattern("dddd-dd-dd", start) else { return nil }
    let end = start + 10
    if end < line.count, line[end] == UInt8(ascii: "T"), let (length, _) = clock(end + 1) {
      return (11 + length, "DATE")
    }
    return isEnd(end) ? (10, "DATE") : nil
  }

  private static let units: Set<String> = [
    "ns", "us", "µs", "ms", "s", "sec", "secs", "second", "seconds", "msec", "msecs", "usec",
    "usecs", "millisecond", "milliseconds", "microsecond", "microseconds",
  ]

  /// `0.04 ms`, `3s`, `0.03/0.04/0.05/0.01 ms`.
  private func duration(_ start: Int) -> (Int, String)? {
    guard var end = decimal(start) else { return nil }
    while end < line.count, line[end] == UInt8(ascii: "/"), let next = decimal(end + 1) {
      end = next
    }
    if end < line.count, line[end] == 0x20 { end += 1 }
    let unit = line[min(end, line.count)...].prefix {
      // µ is C2 B5 in UTF-8.
      $0.isLetter || $0 == 0xc2 || $0 == 0xb5
    }
    guard Self.units.contains(String(decoding: unit, as: UTF8.self)), isEnd(unit.endIndex) else {
      return nil
    }
    return (unit.endIndex - start, "TIME")
  }

  private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// `Tue Nov 24`, `Tue, 24 Nov 2026`.
  private func weekday(_ start: Int) -> (Int, String)? {
    guard Self.weekdays.contains(text(start, 3)) else { return nil }
    var end = start + 3
    var hasMonth = false
    if end < line.count, line[end] == UInt8(ascii: ",") { end += 1 }
    while end < line.count, line[end] == 0x20 {
      let next = line[end...].drop { $0 == 0x20 }.prefix { $0.isWord }
      let word = String(decoding: next, as: UTF8.self)
      if Self.months.contains(word) {
        hasMonth = true
      } else if !(next.allSatisfy(\.isDigit) && [1, 2, 4].contains(next.count)) || isClock(next) {
        break
      }
      end = next.endIndex
    }
    return hasMonth ? (end - start, "DATE") : nil
  }

  private func isClock(_ word: ArraySlice<UInt8>) -> Bool {
    word.endIndex < line.count && line[word.endIndex] == UInt8(ascii: ":")
  }

  // MARK: Numbers whose meaning stands before them

  private mutating func behindWord(_ start: Int) -> (Int, String)? {
    guard let end = digits(start), isEnd(end) else { return nil }
    let before = line[..<start]
    func follows(_ words: [String]) -> Bool {
      words.contains { word in
        before.ends(with: word) && !(before.dropLast(word.utf8.count).last?.isWord ?? false)
      }
    }
    if follows(["pid=", "pid ", "pid:", "pid: ", "PID ", "PID: ", "/proc/", "proc/"]) {
      return (end - start, "PID")
    }
    if follows(["ino:", "inode ", "inode:", "socket:["])
      || follows(["net:[", "mnt:[", "pid:[", "user:[", "uts:[", "ipc:[", "cgroup:[", "time:["])
    {
      return (end - start, names.number("INODE", text(start, end - start)))
    }
    if isSegment, follows(["seq ", "ack ", "win ", "val ", "ecr ", "wscale "]) {
      // `seq 1:79`
      let last = end < line.count && line[end] == UInt8(ascii: ":") ? digits(end + 1) ?? end : end
      return (last - start, "N")
    }
    if isEcho, follows(["id "]) {
      return (end - start, names.number("ID", text(start, end - start)))
    }
    if isName, before.suffix(2).elementsEqual(": ".utf8), before.dropLast(2).last?.isDigit == true {
      return (end - start, names.number("ID", text(start, end - start)))
    }
    return nil
  }

  private func hexadecimal(_ start: Int) -> (Int, String)? {
    guard kind == .kernelLog else { return nil }
    let hasPrefix = text(start, 2) == "0x"
    let count = line[(start + (hasPrefix ? 2 : 0))...].prefix { $0.isHexadecimal }.count
    let length = count + (hasPrefix ? 2 : 0)
    guard hasPrefix ? count > 0 : count == 16, isEnd(start + length) else { return nil }
    return (length, "HEX")
  }

  // MARK: Reading

  private func isBoundary(_ index: Int) -> Bool { index == 0 || !line[index - 1].isWord }

  private func isEnd(_ index: Int) -> Bool { index >= line.count || !line[index].isWord }

  private func text(_ start: Int, _ length: Int) -> String {
    String(decoding: line[start..<min(line.count, start + length)], as: UTF8.self)
  }

  /// Where the digits at `start` end; nil where there is none.
  private func digits(_ start: Int) -> Int? {
    guard start < line.count else { return nil }
    let end = line[start...].prefix(20) { $0.isDigit }
    return end > start ? end : nil
  }

  /// Where the decimal number at `start` ends.
  private func decimal(_ start: Int) -> Int? {
    guard let end = digits(start) else { return nil }
    guard end < line.count, line[end] == UInt8(ascii: ".") else { return end }
    return digits(end + 1) ?? end
  }

  private func hasPattern(_ pattern: String, _ start: Int) -> Bool {
    guard start + pattern.utf8.count <= line.count else { return false }
    return zip(pattern.utf8, line[start...]).allSatisfy { wanted, byte in
      wanted == UInt8(ascii: "d") ? byte.isDigit : byte == wanted
    }
  }
}

extension ArraySlice<UInt8> {
  fileprivate func ends(with word: String) -> Bool {
    suffix(word.utf8.count).elementsEqual(word.utf8)
  }

  /// Where the first bytes that `isTaken` takes end, at most so many.
  fileprivate func prefix(_ limit: Int, _ isTaken: (UInt8) -> Bool) -> Int {
    var end = startIndex
    while end < endIndex, end - startIndex < limit, isTaken(self[end]) { end += 1 }
    return end
  }
}

extension UInt8 {
  fileprivate var isDigit: Bool { (0x30...0x39).contains(self) }
  fileprivate var isLetter: Bool { (0x41...0x5a).contains(self) || (0x61...0x7a).contains(self) }
  fileprivate var isWord: Bool { isDigit || isLetter || self == 0x5f }
  fileprivate var isHexadecimal: Bool {
    isDigit || (0x41...0x46).contains(self) || (0x61...0x66).contains(self)
  }
  fileprivate var isAddress: Bool { isHexadecimal || self == 0x3a }
}
