/// Counts the rows of a terminal that a text takes.
///
/// Wide characters count as one column, so the count may be a little low; SGR sequences count as none.
struct ScreenRows {
  private let columns: Int
  private var column = 0
  private var isInSequence = false
  /// Rows that are full or ended.
  private(set) var count = 0

  /// Counts for a terminal of `columns` columns, at least one.
  init(columns: Int) { self.columns = max(1, columns) }

  /// Counts a part of the text, in UTF-8.
  mutating func add(_ bytes: [UInt8]) {
    for byte in bytes {
      switch byte {
      case _ where isInSequence:
        // ECMA-48, 5.4: `[`, parameters, and a final byte from 0x40 on.
        if byte >= 0x40, byte != UInt8(ascii: "[") { isInSequence = false }
      case 0x1B: isInSequence = true
      case UInt8(ascii: "\n"):
        count += 1
        column = 0
      case 0x80...0xBF: break
      default:
        if column == columns {
          count += 1
          column = 0
        }
        column += 1
      }
    }
  }
}
