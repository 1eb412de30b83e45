import LabClaims
package import LabModel

/// What reading a notebook brought.
package struct ReadNotebook: Sendable {
  /// Nil where a diagnostic is an error.
  package var plan: Plan?
  /// What could be read, also where something else is wrong: for further checks, not to be run.
  package var draft: Plan
  /// Everything that is wrong, in the order of the notebook.
  package var diagnostics: [Diagnostic]
}

/// Reads notebooks: Markdown with front matter, as docs/notebook.md describes it.
package enum NotebookReader {
  /// Reads the notebook with these bytes and finds everything that is wrong with it.
  ///
  /// - Parameters:
  ///   - path: The notebook's path as the user named it, for diagnostics.
  ///   - bytes: The whole file.
  /// - Returns: The plan, where there is no error, and everything that is wrong.
  package static func read(path: String, bytes: [UInt8]) -> ReadNotebook {
    let findings = Findings(path: path)
    let (plan, knowsHosts) = plan(path: path, bytes: bytes, findings)
    // Without its hosts and steps, a notebook's claims cannot be told right from wrong.
    if knowsHosts { findings.add(ClaimCheck.diagnostics(for: plan)) }
    return ReadNotebook(
      plan: findings.hasErrors ? nil : plan, draft: plan, diagnostics: findings.sorted)
  }

  /// What can be read of the notebook with these bytes, whatever is wrong with it: to say what stands
  /// where, not to be run.
  package static func outline(path: String, bytes: [UInt8]) -> Plan {
    plan(path: path, bytes: bytes, Findings(path: path)).plan
  }

  /// What can be read, and whether the notebook's hosts are known.
  private static func plan(
    path: String, bytes: [UInt8], _ findings: Findings
  ) -> (plan: Plan, knowsHosts: Bool) {
    let text = NotebookText(path: path, bytes: bytes, findings: findings)
    var frontMatter = FrontMatterReader(text, title: fileName(path), findings: findings)
    let skipped = frontMatter.read()
    let document = MarkdownDocument(text, skippingLines: skipped)
    var reader = FenceReader(
      frontMatter.plan, knowsHosts: frontMatter.knowsHosts, text: text, findings: findings)
    for fence in document.fences { reader.read(fence) }
    reader.findUnreadableFences(document.fences, after: skipped)
    var plan = reader.finished
    if !frontMatter.hasTitle, let heading = document.heading, !heading.isEmpty {
      plan.title = heading
    }
    return (plan, frontMatter.knowsHosts)
  }

  /// A path's last part without `.md`.
  private static func fileName(_ path: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return name.hasSuffix(".md") ? String(name.dropLast(3)) : name
  }
}
