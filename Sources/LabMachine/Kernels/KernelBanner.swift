/// What a kernel says of itself in the first line of its log (`linux_banner` in init/version.c).
struct KernelBanner {
  /// As uname(2) will say.
  var release: String
  var version: String

  /// Finds the banner in an image that is not compressed; nil where there is none.
  ///
  /// An image has it twice: once from before the build's number is known, which ends in `# SMP …` and is
  /// passed over here.
  init?(_ file: MappedFile) {
    var offset = 0
    while let start = file.find("Linux version ", from: offset) {
      offset = start + 14
      let text = file.text(at: offset, limit: 2048)
      guard let end = text.firstIndex(of: " "), case let release = String(text[..<end]),
        KernelMetadata.isRelease(release), let version = Self.version(text[end...])
      else { continue }
      self.release = release
      self.version = version
      return
    }
    return nil
  }

  /// From the first `) #` with a number after it: compilers and linkers stand in parentheses before.
  private static func version(_ text: Substring) -> String? {
    var rest = text
    while let range = rest.firstRange(of: ") #") {
      if text[range.upperBound...].first?.isNumber == true {
        return String(text[text.index(before: range.upperBound)...])
      }
      rest = rest[range.upperBound...]
    }
    return nil
  }
}
