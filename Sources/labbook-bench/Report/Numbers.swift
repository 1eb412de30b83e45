/// Numbers as tables show them.
enum Numbers {
  /// A time given in ns, in ms.
  static func milliseconds(_ time: Double) -> String { fixed(time / 1_000_000, digits: 1) }

  /// A time given in ns, in µs.
  static func microseconds(_ time: Double) -> String { fixed(time / 1000, digits: 0) }

  static func ratio(_ value: Double) -> String { fixed(value, digits: value < 0.095 ? 3 : 2) }

  /// `10,000`.
  static func grouped(_ number: Int) -> String {
    var digits = Array("\(number)")
    var place = digits.count - 3
    while place > 0 {
      digits.insert(",", at: place)
      place -= 3
    }
    return String(digits)
  }

  /// `1 step`, `1,000 steps`.
  static func counted(_ number: Int, _ noun: String) -> String {
    "\(grouped(number)) \(noun)\(number == 1 ? "" : "s")"
  }

  /// A number with so many digits behind the point.
  static func fixed(_ value: Double, digits: Int) -> String {
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let scaled = Int((value.magnitude * scale).rounded())
    let sign = value < 0 && scaled > 0 ? "-" : ""
    guard digits > 0 else { return "\(sign)\(scaled)" }
    var fraction = "\(scaled % Int(scale))"
    while fraction.count < digits { fraction = "0" + fraction }
    return "\(sign)\(scaled / Int(scale)).\(fraction)"
  }
}
