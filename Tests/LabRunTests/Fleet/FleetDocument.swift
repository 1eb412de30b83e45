import Foundation
import TestSupport

/// The scripts of docs/fleet.md: what it shows is what is tested.
enum FleetDocument {
  /// The fence behind the paragraph that begins with a script's name; nil where there is none.
  static func script(_ name: String) throws -> String? {
    let text = try Repository.text("docs/fleet.md")
    guard let start = text.range(of: "\n`\(name)`")?.upperBound,
      let open = text.range(of: "\n```", range: start..<text.endIndex)?.upperBound,
      let begin = text[open...].firstIndex(of: "\n"),
      let end = text.range(of: "\n```\n", range: begin..<text.endIndex)?.lowerBound
    else { return nil }
    return String(text[text.index(after: begin)...end])
  }
}
