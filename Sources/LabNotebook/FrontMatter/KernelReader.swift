import LabClaims
import LabModel

/// Reads `kernel`.
struct KernelReader {
  private let text: NotebookText
  private let findings: Findings

  init(_ text: NotebookText, _ findings: Findings) {
    self.text = text
    self.findings = findings
  }

  func read(_ value: YAMLValue) -> KernelRequirement {
    var requirement = KernelRequirement()
    guard let pairs = value.pairs else {
      findings.reportType(
        "kernel", "a map of `version`, `config`, `warnings` and `ignore`", value,
        FrontMatterKey.kernel.example)
      return requirement
    }
    for (key, value) in pairs {
      switch KernelKey(rawValue: key.shown.text) {
      case .version: requirement.versions += readVersions(value)
      case .config: requirement.options += readOptions(value)
      case .warnings:
        if value.text?.text == "allowed" {
          requirement.warningsAllowed = true
        } else {
          findings.reportType("warnings", "`allowed`", value, "warnings: allowed")
        }
      case .ignore: requirement.ignoredTroubles += readIgnored(value)
      case nil:
        findings.reportUnknown(
          "key of `kernel`", key.shown, among: KernelKey.allCases.map(\.rawValue), suffix: ":")
      }
    }
    return requirement
  }

  private func readVersions(_ value: YAMLValue) -> [VersionCondition] {
    guard let version = value.text else {
      findings.reportType("version", "a condition", value, "version: \">=5.10\"")
      return []
    }
    let parsed = ClaimParser.kernelVersions(
      SourceText(
        version.text, position: version.position, path: text.path,
        sourceLine: text.line(version.position.line)))
    findings.add(parsed.diagnostics)
    return parsed.value ?? []
  }

  private static let ignoreExample = "ignore: [\"3f2a9c01d4be\", \"/refcount/\"]"

  private func readIgnored(_ value: YAMLValue) -> [IgnoredTrouble] {
    let texts = value.text.map { [$0] } ?? value.items?.compactMap(\.text)
    guard let texts, value.items == nil || value.items?.count == texts.count else {
      findings.reportType("ignore", "fingerprints and `/REGEX/`", value, Self.ignoreExample)
      return []
    }
    return texts.compactMap { text in
      guard let ignored = IgnoredTrouble(text.text) else {
        findings.add(
          "`\(text.text)` is neither a trouble's fingerprint nor a `/REGEX/`", about: text,
          remedy: "write the twelve digits that a run shows, or an expression for the headline: "
            + "`\(Self.ignoreExample)`")
        return nil
      }
      if case .headline(let pattern) = ignored {
        do throws(PatternFailure) {
          _ = try TextMatcher(pattern)
        } catch {
          findings.add("`\(text.text)` is no regular expression: \(error.message)", about: text)
          return nil
        }
      }
      return ignored
    }
  }

  private func readOptions(_ value: YAMLValue) -> [String] {
    let names = value.text.map(\.words) ?? value.items?.compactMap(\.text)
    guard let names, value.items == nil || value.items?.count == names.count else {
      findings.reportType("config", "names of options", value, "config: [NET_SCH_NETEM]")
      return []
    }
    return names.compactMap { name in
      let option = name.text.hasPrefix("CONFIG_") ? String(name.text.dropFirst(7)) : name.text
      let isOption =
        !option.isEmpty
        && option.utf8.allSatisfy {
          (0x30...0x39).contains($0) || (0x41...0x5a).contains($0) || (0x61...0x7a).contains($0)
            || $0 == UInt8(ascii: "_")
        }
      if isOption { return option }
      findings.add(
        "`\(name.text)` cannot be an option of the kernel", about: name,
        remedy: "write its name without a value, such as `NET_SCH_NETEM`")
      return nil
    }
  }
}

/// Reads `limits`.
struct LimitReader {
  private let findings: Findings

  init(_ findings: Findings) { self.findings = findings }

  func read(_ value: YAMLValue) -> Limits {
    var limits = Limits()
    guard let pairs = value.pairs else {
      findings.reportType("limits", "a map of limits", value, FrontMatterKey.limits.example)
      return limits
    }
    for (key, value) in pairs {
      switch LimitKey(rawValue: key.shown.text) {
      case .processes:
        if let text = value.text?.text, let count = Quantities.count(text), count > 0 {
          limits.processes = count
        } else {
          findings.reportType("processes", "a number", value, FrontMatterKey.limits.example)
        }
      case .memory: limits.memory = size("memory", value) ?? limits.memory
      case .disk: limits.disk = size("disk", value) ?? limits.disk
      case .output: limits.output = size("output", value) ?? limits.output
      case nil:
        findings.reportUnknown(
          "limit", key.shown, among: LimitKey.allCases.map(\.rawValue), suffix: ":")
      }
    }
    return limits
  }

  private func size(_ key: String, _ value: YAMLValue) -> Int? {
    if let text = value.text?.text, let size = Quantities.size(text), size > 0 { return size }
    findings.reportType(
      key, "a number of bytes, or one of `KiB`, `MiB` or `GiB`", value,
      "\(key): \(value.text.flatMap { Quantities.sizeMeant($0.text) } ?? "256MiB")")
    return nil
  }
}
