/// Where a page stands: the same on the web and, as a file name, in a folder.
///
/// Runs are named by their whole id, steps, attempts and packets by their numbers within it, so an address
/// means the same in every database that has the run.
package struct PageAddress: Sendable, Hashable {
  /// Which page.
  package enum Place: Sendable, Hashable {
    /// The list of runs: `/`.
    case runs
    /// A run as the article that it is: `/run/ID`.
    case run(String)
    /// What happened on one axis of time: `/run/ID/timeline`.
    case timeline(String)
    /// Hosts, interfaces, addresses and links at an instant: `/run/ID/topology`.
    case topology(String)
    /// The bytes that an attempt printed: `/run/ID/output/STEP/ATTEMPT`.
    case output(run: String, step: Int, attempt: Int)
    /// The list of packets: `/run/ID/packets`.
    case packets(String)
    /// One packet, its layers, bytes and path: `/run/ID/packet/NUMBER`.
    case packet(run: String, number: Int)
    /// What a claim's verdict was in each run of its notebook: `/history`.
    case history
    /// Two runs side by side, the older one first: `/compare/ID/ID`.
    case compare(String, String)
    /// `/page.css`
    case style
    /// `/page.js`
    case script
  }

  /// What a page is sent as.
  package enum Form: Sendable, Hashable {
    /// HTML, or for output, style and script what these are.
    case page
    /// The page's twin for programs: its address ends in `.json`.
    case json
  }

  package var place: Place
  package var query: PageQuery
  package var form: Form
  /// What follows `#`: `step-3`, `claim-2`, `output-3-1-12` (step, attempt, line), `packet-17`.
  package var fragment: String?

  package init(
    _ place: Place, _ query: PageQuery = PageQuery(), form: Form = .page, fragment: String? = nil
  ) {
    self.place = place
    self.query = query
    self.form = form
    self.fragment = fragment
  }

  /// Reads an address of the server's: an absolute path, with or without a query.
  ///
  /// nil where no page can stand there; whether one does is the store's to say.
  package init?(target: String) {
    let halves = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    guard halves[0].first == "/" else { return nil }
    var parts = halves[0].dropFirst().split(separator: "/", omittingEmptySubsequences: false)
      .map { PercentEncoding.decoded($0) }
    var form = Form.page
    if let last = parts.last, last.hasSuffix(".json") {
      parts[parts.count - 1] = String(last.dropLast(".json".count))
      form = .json
    }
    guard let place = Place(parts, form: form) else { return nil }
    self.init(
      place, halves.count > 1 ? PageQuery(encoded: halves[1]) : PageQuery(), form: form)
  }

  /// The address as an absolute path with its query and fragment.
  package var target: String {
    var text = "/" + place.parts.map(PercentEncoding.encoded).joined(separator: "/")
    if form == .json { text += place == .runs ? "runs.json" : ".json" }
    if !query.isEmpty { text += "?" + query.encoded }
    if let fragment { text += "#" + PercentEncoding.encoded(fragment) }
    return text
  }

  /// The page's twin for programs.
  package var twin: PageAddress { PageAddress(place, query, form: .json) }
}

extension PageAddress.Place {
  /// The parts of the address between slashes; none for the list of runs.
  package var parts: [String] {
    switch self {
    case .runs: []
    case .run(let run): ["run", run]
    case .timeline(let run): ["run", run, "timeline"]
    case .topology(let run): ["run", run, "topology"]
    case .output(let run, let step, let attempt):
      ["run", run, "output", String(step), String(attempt)]
    case .packets(let run): ["run", run, "packets"]
    case .packet(let run, let number): ["run", run, "packet", String(number)]
    case .history: ["history"]
    case .compare(let old, let new): ["compare", old, new]
    case .style: ["page.css"]
    case .script: ["page.js"]
    }
  }

  fileprivate init?(_ parts: [String], form: PageAddress.Form) {
    /// A number as we write it, and nothing else that means the same.
    func number(_ text: String) -> Int? { Int(text).flatMap { String($0) == text ? $0 : nil } }
    switch (parts.count, parts.first) {
    case (1, ""?) where form == .page: self = .runs
    case (1, "runs"?) where form == .json: self = .runs
    case (1, "history"?): self = .history
    case (1, "page.css"?) where form == .page: self = .style
    case (1, "page.js"?) where form == .page: self = .script
    case (2, "run"?): self = .run(parts[1])
    case (3, "compare"?): self = .compare(parts[1], parts[2])
    case (3, "run"?):
      switch parts[2] {
      case "timeline": self = .timeline(parts[1])
      case "topology": self = .topology(parts[1])
      case "packets": self = .packets(parts[1])
      default: return nil
      }
    case (4, "run"?) where parts[2] == "packet":
      guard let packet = number(parts[3]) else { return nil }
      self = .packet(run: parts[1], number: packet)
    case (5, "run"?) where parts[2] == "output":
      guard let step = number(parts[3]), let attempt = number(parts[4]) else { return nil }
      self = .output(run: parts[1], step: step, attempt: attempt)
    default: return nil
    }
  }
}
