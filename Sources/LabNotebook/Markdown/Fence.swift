import LabModel

/// A fenced code block of a notebook.
struct Fence {
  /// A line between the fence's ends.
  struct Line {
    /// The line without what the blocks around it (list item, quote) put before it.
    var text: String
    /// Where the text begins.
    var position: SourcePosition
  }

  /// Where the fence's first character stands.
  var position: SourcePosition
  /// What the fence is made of: `` ` `` or `~`.
  var character: Unicode.Scalar
  /// How many of them open it.
  var length: Int
  /// What follows them, as the source has it, without blanks at its ends.
  var info: Excerpt
  var content: [Line]
  /// The line of the fence's end, or the one after the last where it has none.
  var endLine: Int
  var isClosed: Bool

  /// Where the block as a whole begins, with how many scalars the opening line has from there on.
  var opening: Excerpt {
    Excerpt(
      text: String(repeating: String(character), count: length), position: position)
  }
}
