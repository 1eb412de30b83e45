/// The file in which a page stands.
enum FolderNames {
  /// The path of the file for `place`.
  ///
  /// - Parameters:
  ///   - place: which page.
  ///   - part: 1 for the page itself, more for those that only differ in their queries.
  /// - Returns: nil where it would have a name that no file can have.
  static func path(of place: PageAddress.Place, part: Int = 1) -> String? {
    let parts: [String]
    let ending: String
    switch place {
    case .style, .script: return place.parts[0]
    case .runs: (parts, ending) = (["index"], ".html")
    case .output(let run, let step, let attempt):
      (parts, ending) = (["run", run, "output", "\(step)-\(attempt)"], ".txt")
    default: (parts, ending) = (place.parts, ".html")
    }
    let names = parts.map(escaped)
    guard names.allSatisfy({ !$0.isEmpty && $0.utf8.count <= 200 }) else { return nil }
    return names.joined(separator: "/") + (part > 1 ? ".\(part)" : "") + ending
  }

  /// The reference from the file at `own` to the one at `path`; both are below the same folder.
  static func reference(from own: String, to path: String) -> String {
    let depth = own.utf8.count { $0 == UInt8(ascii: "/") }
    return String(repeating: "../", count: depth) + path
  }

  /// `text` in letters, digits and `-`, with every other byte as `_41`: no name means a folder above, and none
  /// has to be encoded in an address.
  private static func escaped(_ text: String) -> String {
    var name = ""
    for byte in text.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d:
        name.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = String(byte, radix: 16)
        name += "_" + (digits.count < 2 ? "0" : "") + digits
      }
    }
    return name
  }
}
