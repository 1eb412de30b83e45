import LabModel

/// The nexthops of a route as the JSON text of one column:
/// `[{"dev":2,"via":"10.0.0.1","flags":0,"weight":1}]`.
enum NexthopText {
  static func text(_ nexthops: [Nexthop]) -> String {
    let items = nexthops.map {
      #"{"dev":\#($0.interface),"via":"\#(escaped($0.gateway))","flags":\#($0.flags),"#
        + #""weight":\#($0.weight)}"#
    }
    return "[" + items.joined(separator: ",") + "]"
  }

  /// Reads what `text` wrote; what it cannot have written is left out.
  static func nexthops(_ text: String) -> [Nexthop] {
    var scanner = Scanner(text)
    guard scanner.skip("[") else { return [] }
    var nexthops: [Nexthop] = []
    while scanner.skip(#"{"dev":"#), let interface = scanner.number(),
      scanner.skip(#","via":""#), let gateway = scanner.string(),
      scanner.skip(#","flags":"#), let flags = scanner.number(),
      scanner.skip(#","weight":"#), let weight = scanner.number(), scanner.skip("}")
    {
      nexthops.append(
        Nexthop(
          interface: Int32(truncatingIfNeeded: interface), gateway: gateway,
          flags: UInt32(truncatingIfNeeded: flags), weight: UInt16(truncatingIfNeeded: weight)))
      guard scanner.skip(",") else { break }
    }
    return nexthops
  }

  /// RFC 8259, section 7: quotes, backslashes and control characters.
  private static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\":
        escaped.unicodeScalars.append("\\")
        escaped.unicodeScalars.append(scalar)
      case "\u{0}"..<" ":
        let digits = String(scalar.value, radix: 16)
        escaped += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  /// Reads the text from left to right.
  private struct Scanner {
    private var rest: Substring.UnicodeScalarView

    init(_ text: String) {
      rest = Substring(text).unicodeScalars
    }

    mutating func skip(_ text: String) -> Bool {
      guard rest.starts(with: text.unicodeScalars) else { return false }
      rest.removeFirst(text.unicodeScalars.count)
      return true
    }

    mutating func number() -> Int? {
      let digits = rest.prefix { $0 == "-" || ("0"..."9").contains($0) }
      rest.removeFirst(digits.count)
      return Int(Substring(digits))
    }

    /// The text up to the next quote, which is skipped.
    mutating func string() -> String? {
      var text = String.UnicodeScalarView()
      while let scalar = rest.popFirst() {
        if scalar == "\"" { return String(text) }
        guard scalar == "\\" else {
          text.append(scalar)
          continue
        }
        guard let escape = rest.popFirst() else { return nil }
        guard escape == "u" else {
          text.append(escape)
          continue
        }
        let digits = rest.prefix(4)
        rest.removeFirst(digits.count)
        guard let value = UInt32(Substring(digits), radix: 16),
          let control = Unicode.Scalar(value)
        else { return nil }
        text.append(control)
      }
      return nil
    }
  }
}
