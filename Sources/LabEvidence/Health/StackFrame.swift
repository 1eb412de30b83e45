/// A function on a kernel's stack, as a line of its log names it.
struct StackFrame: Hashable {
  /// Without offset, module and what a compiler added: `foo` of `foo.isra.0+0x12/0x34 [mod]`.
  var function: String
  /// False of ` ? foo+0x12/0x34`: left over on the stack, perhaps no caller.
  var isReliable: Bool

  /// The function of a line of a call trace; nil for any other line.
  ///
  /// ` foo+0x12/0x34`, ` ? foo+0x12/0x34 [mod]`, ` [<60012345>] foo+0x12/0x34`.
  init?(trace line: Substring) {
    var text = line.drop { $0 == " " || $0 == "\t" }
    if text.hasPrefix("[<"), let end = text.firstRange(of: ">] ") {
      text = text[end.upperBound...]
    }
    isReliable = !text.hasPrefix("? ")
    if !isReliable { text = text.dropFirst(2) }
    guard let function = Self.function(text) else { return nil }
    self.function = function
  }

  /// The function of `RIP: 0010:foo+0x12/0x34`; nil for any other line and for user space.
  init?(instructionPointer line: Substring) {
    guard let mark = line.firstRange(of: "RIP: ") ?? line.firstRange(of: "pc : ") else {
      return nil
    }
    var text = line[mark.upperBound...]
    if let colon = text.utf8.prefix(6).firstIndex(of: UInt8(ascii: ":")) {
      text = text[text.index(after: colon)...]
    }
    guard let function = Self.function(text) else { return nil }
    self.function = function
    isReliable = true
  }

  /// The functions that a headline names: `… at net/core/dev.c:7 foo+0x12/0x34`, `… in foo+0x12/0x34`,
  /// `KCSAN: data-race in foo / bar`.
  static func named(in headline: Substring) -> [String] {
    if let race = headline.firstRange(of: "KCSAN: data-race in ") {
      return headline[race.upperBound...].split(separator: " ").filter { $0 != "/" }
        .map { withoutSuffix($0) }
    }
    for word in headline.split(separator: " ").reversed() {
      if let function = function(word) { return [function] }
    }
    return []
  }

  /// The name before `+0x12/0x34`, at the beginning of `text`; nil where there is none.
  private static func function(_ text: Substring) -> String? {
    guard let plus = text.utf8.firstIndex(of: UInt8(ascii: "+")), plus != text.startIndex,
      text[plus...].hasPrefix("+0x")
    else { return nil }
    let name = text[..<plus]
    let isName = name.utf8.allSatisfy {
      (0x61...0x7a).contains($0) || (0x41...0x5a).contains($0) || (0x30...0x39).contains($0)
        || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "$")
    }
    return isName ? withoutSuffix(name) : nil
  }

  /// `foo` of `foo.constprop.0`, `foo.cold`, `foo.part.2`.
  private static func withoutSuffix(_ name: Substring) -> String {
    guard let dot = name.dropFirst().firstIndex(of: ".") else { return String(name) }
    return String(name[..<dot])
  }
}
