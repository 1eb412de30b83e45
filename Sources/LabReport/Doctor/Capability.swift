/// One thing that a machine can or cannot do for notebooks, and what helps.
package struct Capability: Sendable, Hashable {
  /// How much of it is there.
  package enum State: String, Sendable, CaseIterable {
    case ok
    case partly
    case missing
    /// It could not be found out.
    case unknown
  }

  /// The part of the machine that it belongs to, such as `links`.
  package var area: String
  package var name: String
  package var state: State
  /// What was found, in one line.
  package var detail: String
  /// What to do about it, as a command or a sentence in the imperative.
  package var remedy: String?
  /// True where no notebook runs without it.
  package var isRequired: Bool

  package init(
    area: String, name: String, state: State, detail: String, remedy: String? = nil,
    isRequired: Bool = false
  ) {
    self.area = area
    self.name = name
    self.state = state
    self.detail = detail
    self.remedy = remedy
    self.isRequired = isRequired
  }
}

/// What `labbook doctor` prints.
package struct DoctorReport: Sendable {
  private let style: TextStyle

  package init(style: TextStyle) { self.style = style }

  /// Capabilities by area, each with its remedy, and the sum of it all.
  package func lines(_ capabilities: [Capability]) -> [String] {
    let width = capabilities.reduce(0) { max($0, TextWidth.columns($1.name)) }
    var lines: [String] = []
    var area = ""
    for capability in capabilities {
      if capability.area != area {
        area = capability.area
        lines.append(style.tinted(area, .bold))
      }
      lines += self.lines(capability, nameWidth: width)
    }
    return lines + [""] + [verdict(capabilities)]
  }

  /// Whether notebooks can run at all.
  package static func canRun(_ capabilities: [Capability]) -> Bool {
    !capabilities.contains { $0.isRequired && $0.state == .missing }
  }

  private static let wordWidth = 7

  private func lines(_ capability: Capability, nameWidth: Int) -> [String] {
    let (sign, tint): (String, TextStyle.Tint) =
      switch capability.state {
      case .ok: (style.checkMark, .green)
      case .partly: ("!", .yellow)
      case .missing: (style.cross, capability.isRequired ? .red : .yellow)
      case .unknown: ("?", .yellow)
      }
    let word = TextWidth.padded(capability.state.rawValue, to: Self.wordWidth)
    let head =
      "  " + style.tinted("\(sign) \(word)", tint) + "  "
      + TextWidth.padded(capability.name, to: nameWidth) + "  "
    let indent = String(repeating: " ", count: 2 + 2 + Self.wordWidth + 2 + nameWidth + 2)
    let room = max(20, style.width - indent.count)
    let details = TextWidth.wrapped(style.escape.line(capability.detail), to: room)
    var lines = [head + (details.first ?? "")] + details.dropFirst().map { indent + $0 }
    if let remedy = capability.remedy {
      // A remedy is copied to a shell: it is never broken over lines.
      lines.append(indent + style.tinted("\(style.arrow) \(style.escape.line(remedy))", .cyan))
    }
    return lines
  }

  private func verdict(_ capabilities: [Capability]) -> String {
    guard Self.canRun(capabilities) else {
      let missing = capabilities.filter { $0.isRequired && $0.state == .missing }.map(\.name)
      return "this machine cannot run notebooks: \(missing.joined(separator: ", "))"
    }
    let short = capabilities.count { $0.state != .ok }
    return short == 0
      ? "this machine can run every notebook"
      : "this machine can run notebooks; \(Count.of(short, "thing")) above may limit some"
  }
}

extension JSONWriter {
  /// One capability as an object.
  package mutating func value(_ capability: Capability) {
    object { writer in
      writer.member("area", capability.area)
      writer.member("name", capability.name)
      writer.member("state", capability.state.rawValue)
      writer.member("detail", capability.detail)
      writer.member("remedy", capability.remedy)
      writer.member("required", capability.isRequired)
    }
  }
}
