/// The beginning of much output, found without looking at all of it closely.
enum OutputHead {
  /// The first `count` lines of `bytes` with their line feeds, and how many lines follow.
  static func of(_ bytes: [UInt8], lines count: Int) -> (head: ArraySlice<UInt8>, more: Int) {
    var lines = 0
    var end = bytes.startIndex
    while lines < count, end < bytes.endIndex {
      end = bytes[end...].firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.endIndex
      lines += 1
    }
    let rest = bytes[end...]
    let feeds = rest.reduce(0) { $0 + ($1 == 0x0A ? 1 : 0) }
    return (bytes[..<end], rest.last.map { $0 == 0x0A ? feeds : feeds + 1 } ?? 0)
  }
}
