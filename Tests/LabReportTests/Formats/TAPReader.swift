/// A strict reader of the parts of TAP 14 and KTAP 1 that labbook writes: anything else is an error.
struct TAPReader {
  struct Point: Hashable {
    var isOK: Bool
    var number: Int
    var description: String
    var directive: String?
    var reason: String
    var hasDiagnostic = false
    var children: [Point] = []
  }

  struct Failure: Error {
    var line: Int
    var message: String
  }

  /// How the two protocols differ.
  enum Dialect {
    case tap
    case ktap

    var version: String { self == .tap ? "TAP version 14" : "KTAP version 1" }
    var indent: Int { self == .tap ? 4 : 2 }
    var directives: Set<String> {
      self == .tap ? ["SKIP", "TODO"] : ["SKIP", "TODO", "XFAIL", "TIMEOUT", "ERROR"]
    }
  }

  private let lines: [String]
  private let dialect: Dialect
  private var position = 0

  /// Reads a whole document.
  static func read(_ text: String, _ dialect: Dialect) throws -> [Point] {
    guard text.hasSuffix("\n") else { throw Failure(line: 0, message: "no line feed at the end") }
    var reader = TAPReader(
      lines: text.dropLast().split(separator: "\n", omittingEmptySubsequences: false)
        .map(String.init), dialect: dialect)
    let points = try reader.document(indent: 0)
    guard reader.position == reader.lines.count else { throw reader.failure("text after the end") }
    return points
  }

  private init(lines: [String], dialect: Dialect) {
    self.lines = lines
    self.dialect = dialect
  }

  private func failure(_ message: String) -> Failure {
    Failure(
      line: position + 1,
      message: message + ": " + (position < lines.count ? lines[position] : "the end"))
  }

  /// The current line without `indent` blanks; nil where it has fewer.
  private func line(_ indent: Int) -> String? {
    guard position < lines.count else { return nil }
    let line = lines[position]
    guard line.prefix(while: { $0 == " " }).count >= indent else { return nil }
    return String(line.dropFirst(indent))
  }

  private mutating func document(indent: Int) throws -> [Point] {
    if indent == 0 || dialect == .ktap {
      guard line(indent) == dialect.version else { throw failure("no version") }
      position += 1
    }
    if dialect == .ktap, let comment = line(indent), comment.hasPrefix("# Subtest: ") {
      position += 1
    }
    guard let plan = line(indent)?.wholeMatch(of: /1\.\.([0-9]+)( # SKIP .+)?/),
      let count = Int(plan.1)
    else { throw failure("no plan") }
    position += 1
    var points: [Point] = []
    var children: [Point] = []
    while points.count < count {
      guard let text = line(indent) else { throw failure("a point is missing") }
      if dialect == .tap, text.hasPrefix("# Subtest: ") {
        position += 1
        children = try document(indent: indent + dialect.indent)
      } else if dialect == .ktap, text.hasPrefix("  KTAP version 1") {
        children = try document(indent: indent + dialect.indent)
      } else if dialect == .ktap, text.hasPrefix("# ") {
        position += 1
      } else {
        var point = try self.point(text, points.count + 1)
        point.children = children
        children = []
        position += 1
        if dialect == .tap { point.hasDiagnostic = try diagnostic(indent + 2) }
        points.append(point)
      }
    }
    return points
  }

  private func point(_ text: String, _ number: Int) throws -> Point {
    let pattern: Regex<(Substring, Substring?, Substring, Substring)>
    switch dialect {
    case .tap: pattern = /(not )?ok ([0-9]+) - (.*)/
    case .ktap: pattern = /(not )?ok ([0-9]+) (.*)/
    }
    guard let match = text.wholeMatch(of: pattern), Int(match.2) == number else {
      throw failure("no point \(number)")
    }
    var description = ""
    var rest = Substring(match.3).unicodeScalars
    while let scalar = rest.first, scalar != "#" {
      rest.removeFirst()
      if dialect == .tap, scalar == "\\" {
        guard let next = rest.first, next == "\\" || next == "#" else {
          throw failure("a backslash that escapes nothing")
        }
        rest.removeFirst()
        description.unicodeScalars.append(next)
      } else {
        description.unicodeScalars.append(scalar)
      }
    }
    var point = Point(
      isOK: match.1 == nil, number: number, description: description, directive: nil, reason: "")
    guard !rest.isEmpty else { return point }
    let words = Substring(rest).dropFirst().drop { $0 == " " }
    let directive = String(words.prefix { $0 != " " })
    guard dialect.directives.contains(directive) else { throw failure("unknown \(directive)") }
    point.directive = directive
    point.reason = String(words.dropFirst(directive.count).drop { $0 == " " })
    return point
  }

  /// Reads a YAML block, if one begins here: only keys, quoted strings and a list of them.
  private mutating func diagnostic(_ indent: Int) throws -> Bool {
    guard line(indent) == "---" else { return false }
    position += 1
    while let text = line(indent), text != "..." {
      let quoted = #""([^"\\]|\\.)*""#
      let isEntry =
        try text.wholeMatch(of: Regex("(message|severity|line): (\(quoted)|[a-z0-9]+)")) != nil
        || text == "details:" || text.wholeMatch(of: Regex("  - \(quoted)")) != nil
      guard isEntry else { throw failure("no YAML of ours") }
      position += 1
    }
    guard line(indent) == "..." else { throw failure("a YAML block without an end") }
    position += 1
    return true
  }
}
