import LabClaims
import LabModel

/// Reads front matter into a plan, reporting what is wrong key by key.
struct FrontMatterReader {
  private let findings: Findings
  private let text: NotebookText
  private(set) var plan: Plan
  /// False where hosts and namespaces are not known, because the front matter could not be read.
  private(set) var knowsHosts = true
  private(set) var hasTitle = false
  private var loopbackUp = false

  init(_ text: NotebookText, title: String, findings: Findings) {
    self.text = text
    self.findings = findings
    plan = Plan(path: text.path, title: title, source: text.bytes)
  }

  /// Reads the front matter of the notebook; returns how many lines it takes.
  mutating func read() -> Int {
    guard let block = FrontMatterBlock(lineCount: text.lines.count, line: text.line) else {
      findings.add(
        "this is no notebook: it has no front matter", at: SourcePosition(line: 1, column: 1),
        remedy: "begin the file with the lines `---`, `labbook: 1`, `---`")
      return 0
    }
    guard let lines = block.lines else {
      findings.add(
        "the front matter has no end", at: SourcePosition(line: 1, column: 1), length: 3,
        remedy: "end it with a line `---`")
      knowsHosts = false
      return 0
    }
    guard let root = YAMLText.root(of: text, lines: lines, findings: findings) else {
      knowsHosts = false
      return block.endLine
    }
    guard let pairs = root.pairs else {
      findings.add(
        "the front matter is \(root.kindName), not a map of keys", about: root.shown,
        remedy: "write `KEY: VALUE` lines, `labbook: 1` among them")
      knowsHosts = false
      return block.endLine
    }
    read(pairs)
    return block.endLine
  }

  private mutating func read(_ pairs: [(key: YAMLValue, value: YAMLValue)]) {
    var values: [FrontMatterKey: YAMLValue] = [:]
    for (key, value) in pairs {
      let name = key.shown
      guard let known = FrontMatterKey(rawValue: name.text) else {
        findings.reportUnknown(
          "key", name, among: FrontMatterKey.allCases.map(\.rawValue), suffix: ":")
        if NearestName.of(name.text, among: ["hosts", "netns"]) != nil { knowsHosts = false }
        continue
      }
      values[known] = value
    }
    if values[.labbook] == nil {
      findings.add(
        "the front matter has no `labbook`, the version of the format",
        at: SourcePosition(line: 1, column: 1), length: 3, remedy: "add a line `labbook: 1`")
    }
    // In the order of the list: hosts come before what names them.
    for key in FrontMatterKey.allCases {
      if let value = values[key] { read(key, value) }
    }
    for index in plan.hosts.indices
    where loopbackUp && !ownLoopback.contains(plan.hosts[index].name) {
      plan.hosts[index].loopbackUp = true
    }
  }

  /// Hosts that say themselves whether their `lo` is up.
  private var ownLoopback: Set<String> = []

  private mutating func read(_ key: FrontMatterKey, _ value: YAMLValue) {
    switch key {
    case .labbook: readVersion(value)
    case .title:
      guard let title = readText(key, value) else { return }
      plan.title = title.text
      hasTitle = true
    case .hosts: readHosts(value)
    case .netns:
      for name in readNames(key, value) where declare(name) { plan.namespaces.append(name.text) }
    case .lo: loopbackUp = readLoopback(value) ?? false
    case .links:
      var reader = LinkReader(hosts: Set(plan.hosts.map(\.name)), knowsHosts: knowsHosts, findings)
      plan.links = reader.read(value)
    case .needs: plan.needs = readNames(key, value).compactMap(readCommandName)
    case .kernel: plan.kernel = KernelReader(text, findings).read(value)
    case .timeout: plan.durations.notebook = readDuration(key, value) ?? plan.durations.notebook
    case .stepTimeout: plan.durations.step = readDuration(key, value) ?? plan.durations.step
    case .settle:
      plan.durations.settle = readDuration(key, value, allowsZero: true) ?? plan.durations.settle
    case .env: plan.environment = readEnvironment(value)
    case .params: readParameters(value)
    case .limits: plan.limits = LimitReader(findings).read(value)
    case .ipv6: plan.ipv6 = readFlag(key, value) ?? true
    case .offloads: plan.offloads = readFlag(key, value) ?? true
    case .capture: readCapture(value)
    case .captureBuffer: plan.captureBuffer = readSize(key, value)
    }
  }

  private func readVersion(_ value: YAMLValue) {
    if value.isNothing {
      findings.add(
        "`labbook` is empty; it takes the version of the format", about: value.shown,
        remedy: "write `labbook: 1`")
      return
    }
    if value.isQuoted {
      findings.add(
        "`labbook` takes a number, not the text `\(value.shown.text)`", about: value.shown,
        remedy: "write `labbook: 1`, without quotes")
      return
    }
    guard value.text?.text != "1" else { return }
    findings.add(
      "version \(value.kindName) of the notebook format is not known", about: value.shown,
      remedy: "this labbook reads `labbook: 1`")
  }

  // MARK: Hosts

  private mutating func readHosts(_ value: YAMLValue) {
    if let items = value.items {
      for item in items {
        guard let name = item.text else {
          knowsHosts = false
          findings.add(
            "a host is a name, not \(item.kindName)", about: item.shown,
            remedy: "write `\(FrontMatterKey.hosts.example)`")
          continue
        }
        if declare(name) { plan.hosts.append(HostPlan(name: name.text)) }
      }
    } else if let pairs = value.pairs {
      for (key, settings) in pairs {
        guard declare(key.shown) else { continue }
        plan.hosts.append(HostPlan(name: key.shown.text))
        readHost(plan.hosts.count - 1, settings)
      }
    } else {
      knowsHosts = false
      findings.reportType("hosts", "a list of names, or a map", value, FrontMatterKey.hosts.example)
    }
  }

  private mutating func readHost(_ index: Int, _ settings: YAMLValue) {
    if settings.isNothing { return }
    guard let pairs = settings.pairs else {
      findings.reportType(
        plan.hosts[index].name, "a map", settings, FrontMatterKey.hosts.example)
      return
    }
    for (key, value) in pairs {
      guard HostKey(rawValue: key.shown.text) != nil else {
        findings.reportUnknown(
          "key of a host", key.shown, among: HostKey.allCases.map(\.rawValue), suffix: ":")
        continue
      }
      guard let isUp = readLoopback(value) else { continue }
      plan.hosts[index].loopbackUp = isUp
      ownLoopback.insert(plan.hosts[index].name)
    }
  }

  private func readLoopback(_ value: YAMLValue) -> Bool? {
    switch value.text?.text {
    case "up": return true
    case "down": return false
    default:
      findings.reportType("lo", "`up` or `down`", value, FrontMatterKey.lo.example)
      return nil
    }
  }

  /// Whether a name can be a host's and is not taken.
  private func declare(_ name: Excerpt) -> Bool {
    if name.text == HostPlan.lab {
      findings.add(
        "`lab` is the sandbox's own host and always there", about: name,
        remedy: "remove it; `lo: up` of the notebook counts for it too")
      return false
    }
    guard Self.isHostName(name.text) else {
      findings.add(
        "`\(name.text)` cannot be a host's name", about: name,
        remedy: "use up to 63 letters, digits, `-` and `_`, a letter or digit first")
      return false
    }
    if plan.hosts.contains(where: { $0.name == name.text }) || plan.namespaces.contains(name.text) {
      findings.add(
        "the host `\(name.text)` is named twice", about: name,
        remedy: "labbook makes those in `hosts`, steps make those in `netns`")
      return false
    }
    return true
  }

  static func isHostName(_ name: String) -> Bool {
    guard (1...63).contains(name.utf8.count), let first = name.utf8.first else { return false }
    func isLetterOrDigit(_ byte: UInt8) -> Bool {
      (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
    }
    return isLetterOrDigit(first)
      && name.utf8.allSatisfy { isLetterOrDigit($0) || $0 == 0x2d || $0 == 0x5f }
  }

  // MARK: Plain values

  private func readText(_ key: FrontMatterKey, _ value: YAMLValue) -> Excerpt? {
    if let text = value.text { return text }
    findings.reportType(key.rawValue, "text", value, key.example)
    return nil
  }

  private func readFlag(_ key: FrontMatterKey, _ value: YAMLValue) -> Bool? {
    if let flag = value.flag { return flag }
    findings.reportType(key.rawValue, "`true` or `false`", value, key.example)
    return nil
  }

  private func readDuration(
    _ key: FrontMatterKey, _ value: YAMLValue, allowsZero: Bool = false
  ) -> Int64? {
    if let text = value.text?.text, let duration = Quantities.duration(text),
      duration > 0 || allowsZero
    {
      return duration
    }
    findings.reportType(
      key.rawValue, "a time of at most a day in `ms`, `s` or `min`", value, key.example)
    return nil
  }

  private func readSize(_ key: FrontMatterKey, _ value: YAMLValue) -> Int? {
    if let text = value.text?.text, let size = Quantities.size(text), size > 0 { return size }
    let meant = value.text.flatMap { Quantities.sizeMeant($0.text) }
    findings.reportType(
      key.rawValue, "a number of bytes, or one of `KiB`, `MiB` or `GiB`", value,
      meant.map { "\(key.rawValue): \($0)" } ?? key.example)
    return nil
  }

  /// A list of names, or one name alone.
  private mutating func readNames(_ key: FrontMatterKey, _ value: YAMLValue) -> [Excerpt] {
    if let text = value.text { return text.words }
    guard let items = value.items else {
      if key == .netns { knowsHosts = false }
      findings.reportType(key.rawValue, "a list of names", value, key.example)
      return []
    }
    return items.compactMap { item in
      if let text = item.text { return text }
      if key == .netns { knowsHosts = false }
      findings.add(
        "`\(key.rawValue)` holds names, not \(item.kindName)", about: item.shown,
        remedy: "write `\(key.example)`")
      return nil
    }
  }

  private func readCommandName(_ name: Excerpt) -> String? {
    if Self.isCommandName(name.text) { return name.text }
    findings.add(
      "`\(name.text)` cannot be a command's name", about: name,
      remedy: "name commands as they are found on PATH: `\(FrontMatterKey.needs.example)`")
    return nil
  }

  static func isCommandName(_ name: String) -> Bool {
    !name.isEmpty
      && name.unicodeScalars.allSatisfy { VisibleText.isVisible($0) && $0 != "/" && $0 != " " }
  }

  private func readEnvironment(_ value: YAMLValue) -> [EnvironmentVariable] {
    guard let pairs = value.pairs else {
      findings.reportType("env", "a map of variables", value, FrontMatterKey.env.example)
      return []
    }
    return pairs.compactMap { key, value in
      guard VariableReferences.isName(key.shown.text) else {
        findings.add(
          "`\(key.shown.text)` cannot be a variable's name", about: key.shown,
          remedy: "use letters, digits and `_`, no digit first")
        return nil
      }
      guard let text = value.text?.text ?? (value.isNothing ? "" : nil) else {
        findings.add(
          "the value of `\(key.shown.text)` is text, not \(value.kindName)", about: value.shown,
          remedy: "write `\(FrontMatterKey.env.example)`")
        return nil
      }
      return EnvironmentVariable(name: key.shown.text, value: text)
    }
  }

  private mutating func readParameters(_ value: YAMLValue) {
    plan.parameterLists = ParameterReader(findings).read(value)
    for list in plan.parameterLists where plan.environment.contains(where: { $0.name == list.name })
    {
      findings.add(
        "`\(list.name)` is a parameter and a variable of `env`", at: value.position,
        remedy: "keep one of them: steps have a parameter as a variable of its name")
    }
  }

  private mutating func readCapture(_ value: YAMLValue) {
    guard let filter = readText(.capture, value) else { return }
    do {
      _ = try CompiledPacketFilter.captureFilters(filter.text)
      plan.captureFilter = filter.text
    } catch {
      findings.add(
        "libpcap does not take this filter: \(error.message)", about: filter,
        remedy: "see pcap-filter(7)")
    }
  }
}
