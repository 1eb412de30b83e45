/// What `labbook run --json` prints, as far as tests look.
package struct RunDocument: Decodable {
  package struct Claim: Decodable, Hashable {
    package var text: String
    package var published: Bool
    package var verdict: String
    package var reason: String
  }

  package struct Miss: Decodable {
    package var step: Int
    package var reason: String
  }

  package struct Notebook: Decodable {
    package var path: String
    package var run: String?
    package var status: String
    package var reason: String?
    package var steps: Int
    package var missed: [Miss]
    /// Processes that steps left behind.
    package var leaks: Int
    package var claims: [Claim]

    /// Every claim with its verdict, in order.
    package var verdicts: [String] { claims.map(\.withVerdict) }
  }

  package var notebooks: [Notebook]
  /// In ns.
  package var duration: Int64

  package enum CodingKeys: String, CodingKey {
    case notebooks
    case duration = "duration_ns"
  }
}

extension RunDocument.Claim {
  /// The claim and its verdict on one line.
  package var withVerdict: String { "\(published ? "published " : "")\(text): \(verdict)" }
}
