import Glibc
import LabModel
import LabNotebook

/// Reads a notebook given as text.
func read(_ text: String, path: String = "lab.md") -> ReadNotebook {
  NotebookReader.read(path: path, bytes: Array(text.utf8))
}

/// A notebook of these fences, with more front matter where given.
func notebook(_ body: String, frontMatter: String = "") -> String {
  "---\nlabbook: 1\n\(frontMatter.isEmpty ? "" : frontMatter + "\n")---\n\(body)"
}

/// A diagnostic in short: `3:5 error: message`.
func short(_ diagnostic: Diagnostic) -> String {
  let place = "\(diagnostic.position.line):\(diagnostic.position.column)"
  return "\(place) \(diagnostic.severity.rawValue): \(diagnostic.message)"
}

/// How many made-up inputs a test tries: `LABBOOK_FUZZ` where it is set, else `count`.
func fuzzRounds(_ count: Int) -> Int {
  getenv("LABBOOK_FUZZ").flatMap { Int(String(cString: $0)) } ?? count
}

/// A generator whose numbers are the same in every run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
    return value ^ (value >> 31)
  }
}
