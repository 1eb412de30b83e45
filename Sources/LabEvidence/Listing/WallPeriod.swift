/// The day, minute or second that a date means, in UTC.
package struct WallPeriod: Sendable, Hashable {
  /// CLOCK_REALTIME in ns since 1970.
  package var start: Int64
  /// The first instant after it.
  package var end: Int64

  /// Reads `2026-01-31`, `2026-01-31T18:30` or `2026-01-31T18:30:15`, with a blank for the T and a Z at the
  /// end if one likes (RFC 3339, section 5.6); nil where it is none of these.
  package init?(_ text: String) {
    var text = Substring(text)
    if text.utf8.count > 10, text.last == "Z" { text.removeLast() }
    let form = Array("0000-00-00T00:00:00".utf8)
    let bytes = Array(text.utf8)
    guard [10, 16, 19].contains(bytes.count) else { return nil }
    for (byte, wanted) in zip(bytes, form) {
      let fits =
        switch wanted {
        case UInt8(ascii: "0"): (0x30...0x39).contains(byte)
        case UInt8(ascii: "T"): byte == wanted || byte == 0x20
        default: byte == wanted
        }
      guard fits else { return nil }
    }
    /// The number in bytes `range`; 0 where there are none.
    func number(_ range: Range<Int>) -> Int64 {
      bytes.count < range.upperBound ? 0 : bytes[range].reduce(0) { $0 * 10 + Int64($1 - 0x30) }
    }
    let (year, month, day) = (number(0..<4), number(5..<7), number(8..<10))
    let (hour, minute, second) = (number(11..<13), number(14..<16), number(17..<19))
    // Later years do not fit into 64 bits of ns.
    guard (1970...2261).contains(year), (1...12).contains(month),
      (1...Self.days(in: month, of: year)).contains(day), hour < 24, minute < 60, second < 60
    else { return nil }
    let seconds = Self.days(to: year, month, day) * 86_400 + hour * 3600 + minute * 60 + second
    start = seconds * 1_000_000_000
    let length: Int64 = bytes.count == 10 ? 86_400 : bytes.count == 16 ? 60 : 1
    end = start + length * 1_000_000_000
  }

  private static func days(in month: Int64, of year: Int64) -> Int64 {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Days from 1970-01-01, by years that begin in March (as `Elapsed` does the other way).
  private static func days(to year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let year = month <= 2 ? year - 1 : year
    let era = year / 400
    let ofEra = year - era * 400
    let ofYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468
  }
}
