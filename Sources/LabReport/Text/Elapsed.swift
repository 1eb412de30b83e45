/// Times as people read them.
package enum Elapsed {
  /// `0.412 s`, from ns, always with three places.
  package static func seconds(_ nanoseconds: Int64) -> String {
    let magnitude = nanoseconds.magnitude / 1_000_000
    let places = String(magnitude % 1000)
    let padded = String(repeating: "0", count: 3 - places.count) + places
    return (nanoseconds < 0 && magnitude > 0 ? "-" : "") + "\(magnitude / 1000).\(padded) s"
  }

  /// `+0.412 s`: an instant on the run's own clock, from ns since its start.
  package static func instant(_ nanoseconds: Int64) -> String {
    let text = seconds(nanoseconds)
    return text.hasPrefix("-") ? text : "+" + text
  }

  /// `+0.412345 s`: an instant on the run's own clock to the microsecond, from ns since its start.
  package static func microseconds(_ nanoseconds: Int64) -> String {
    let magnitude = nanoseconds.magnitude / 1000
    let places = String(magnitude % 1_000_000)
    return (nanoseconds < 0 ? "-" : "+") + "\(magnitude / 1_000_000)."
      + String(repeating: "0", count: 6 - places.count) + places + " s"
  }

  /// `+0.412`: an instant as a story's column of seconds has it, from ns since the run's start.
  package static func reading(_ nanoseconds: Int64) -> String {
    String(instant(nanoseconds).dropLast(2))
  }

  /// `2026-02-03 04:05:06 UTC`, from ns since 1970.
  package static func date(wall: Int64) -> String {
    let (date, time, _) = parts(wall: wall)
    return "\(date) \(time) UTC"
  }

  /// RFC 3339 in UTC with nanoseconds: `2026-02-03T04:05:06.789000000Z`.
  package static func timestamp(wall: Int64) -> String {
    let (date, time, nanoseconds) = parts(wall: wall)
    return "\(date)T\(time).\(digits(nanoseconds, 9))Z"
  }

  /// The proleptic Gregorian date, by counting in years that begin in March: leap days come last.
  private static func parts(wall: Int64) -> (date: String, time: String, nanoseconds: Int64) {
    let (seconds, nanoseconds) = floorDivided(wall, by: 1_000_000_000)
    let (days, second) = floorDivided(seconds, by: 86_400)
    // 719,468 days lie between 0000-03-01 and 1970-01-01; 146,097 make 400 years.
    let (era, dayOfEra) = floorDivided(days + 719_468, by: 146_097)
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (
      "\(digits(year, 4))-\(digits(month, 2))-\(digits(day, 2))",
      "\(digits(second / 3600, 2)):\(digits(second / 60 % 60, 2)):\(digits(second % 60, 2))",
      nanoseconds
    )
  }

  private static func floorDivided(_ value: Int64, by divisor: Int64) -> (Int64, Int64) {
    let remainder = ((value % divisor) + divisor) % divisor
    return ((value - remainder) / divisor, remainder)
  }

  private static func digits(_ value: Int64, _ count: Int) -> String {
    let text = String(value)
    return String(repeating: "0", count: max(0, count - text.count)) + text
  }
}
