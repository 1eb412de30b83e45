/// A line of a kernel's log as its printk(9) said it.
enum LogText {
  /// `text` without what a console puts before it: `[    1.234567] `, and with
  /// CONFIG_PRINTK_CALLER `[    T1] ` or `[    C0] ` after that.
  static func bare(_ text: String) -> Substring {
    guard let rest = withoutBracket(text[...], { isStamp($0) }) else { return text[...] }
    return withoutBracket(rest, { isCaller($0) }) ?? rest
  }

  /// What follows `[…]` and one blank, where `isRight` says so of what is inside.
  private static func withoutBracket(
    _ text: Substring, _ isRight: (Substring) -> Bool
  ) -> Substring? {
    guard text.utf8.first == UInt8(ascii: "["),
      let end = text.utf8.prefix(24).firstIndex(of: UInt8(ascii: "]")),
      isRight(text[text.index(after: text.startIndex)..<end].drop { $0 == " " })
    else { return nil }
    let rest = text[text.index(after: end)...]
    return rest.utf8.first == UInt8(ascii: " ") ? rest.dropFirst() : rest
  }

  private static func isStamp(_ text: Substring) -> Bool {
    let bytes = text.utf8
    return bytes.contains(UInt8(ascii: "."))
      && bytes.allSatisfy { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }
  }

  private static func isCaller(_ text: Substring) -> Bool {
    let bytes = text.utf8
    guard bytes.first == UInt8(ascii: "T") || bytes.first == UInt8(ascii: "C") else { return false }
    return bytes.count > 1 && bytes.dropFirst().allSatisfy { (0x30...0x39).contains($0) }
  }
}
