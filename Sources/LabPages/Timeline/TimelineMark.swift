/// One thing of a time line's lane.
struct TimelineMark {
  /// How it looks.
  enum Shape {
    /// As high as the lane, with its label inside.
    case bar
    /// As high as there is much of it.
    case amount
    /// The lane's upper half: what leaves, what goes to stdout.
    case upper
    /// The lower half: what enters, what goes to stderr.
    case lower
  }

  /// CLOCK_MONOTONIC in ns.
  var from: Int64
  var to: Int64
  /// Its classes for the style sheet, which are ours.
  var kind: String
  var title: String
  var shape = Shape.amount
  /// For an amount, how much.
  var count = 1
  /// Words beside or in it.
  var label: String?
  var href: String?

  init(from: Int64, to: Int64, kind: String, title: String) {
    self.from = from
    self.to = to
    self.kind = kind
    self.title = title
  }
}

/// A lane of a time line: marks of one kind.
struct TimelineLane {
  var name: String
  var marks: [TimelineMark]

  init(_ name: String, _ marks: [TimelineMark]) {
    self.name = name
    self.marks = marks
  }
}
