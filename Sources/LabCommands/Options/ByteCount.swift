import ArgumentParser

/// A number of bytes as it is typed and shown: `500M`, `2G`, `1.5 MiB`.
struct ByteCount: ExpressibleByArgument, Hashable {
  var bytes: Int

  init(_ bytes: Int) { self.bytes = bytes }

  /// A whole number with K, M, G or T for powers of 1024, also written KiB and so on.
  init?(argument: String) {
    let digits = argument.prefix { $0.isASCII && $0.isNumber }
    guard let number = Int(digits) else { return nil }
    var unit = argument.dropFirst(digits.count).uppercased()
    if unit.hasSuffix("IB") { unit.removeLast(2) }
    guard let power = ["", "K", "M", "G", "T"].firstIndex(of: unit) else { return nil }
    let (bytes, isTooLarge) = number.multipliedReportingOverflow(by: 1 << (10 * power))
    guard !isTooLarge else { return nil }
    self.bytes = bytes
  }

  var defaultValueDescription: String { words }

  /// `512 B`, `1.5 MiB`.
  var words: String {
    guard bytes >= 1024 else { return "\(bytes) B" }
    var unit = 0
    var tenths = bytes * 10 / 1024
    while tenths >= 10_240, unit < 3 {
      tenths /= 1024
      unit += 1
    }
    return "\(tenths / 10).\(tenths % 10) " + ["KiB", "MiB", "GiB", "TiB"][unit]
  }
}
