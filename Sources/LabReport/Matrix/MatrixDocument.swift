import LabEvidence
import LabModel

/// A matrix as a Markdown document, to be kept beside the notebooks: no times in it, and the same layout
/// each time.
package struct MatrixDocument: Sendable {
  /// A comparison of one notebook's runs: the first kernel's against another's.
  package struct Evidence: Sendable {
    /// The kernel (by index) that the first one is compared with.
    package var kernel: Int
    package var comparison: RunComparison

    package init(kernel: Int, comparison: RunComparison) {
      self.kernel = kernel
      self.comparison = comparison
    }
  }

  /// Lines of evidence of one section, and of one notebook, that are shown.
  private static let (mostOfSection, mostOfNotebook) = (16, 120)

  package var matrix: KernelMatrix
  /// By the notebook's place in the matrix.
  package var evidence: [Int: [Evidence]]
  /// labbook's version, and the command that made the document.
  package var version: String
  package var command: String

  package init(
    matrix: KernelMatrix, evidence: [Int: [Evidence]], version: String, command: String
  ) {
    self.matrix = matrix
    self.evidence = evidence
    self.version = version
    self.command = command
  }

  private let style = TextStyle()

  /// The whole document.
  package var text: String {
    var lines = ["# Kernels", ""]
    lines += ["Made by labbook \(version):", ""]
    lines += MarkdownText.block([VisibleText.of(command)], language: "sh")
    lines += ["", "| kernel | release | runs on |", "| --- | --- | --- |"]
    for kernel in matrix.kernels {
      lines.append(
        row([kernel.label, kernel.release, kernel.backend].map(MarkdownText.escaped)))
    }
    lines += ["", "## What notebooks came to", ""]
    lines.append("Claims of a notebook that are as they must be, of all of its own.")
    lines += ["", head("notebook")] + [rule]
    for notebook in matrix.notebooks {
      lines.append(
        row([MarkdownText.escaped(notebook.name)] + notebook.summaries.map(summary)))
    }
    lines += endings + ["", "## What differs", ""]
    lines.append(
      matrix.differing == 0
        ? "Nothing: all \(matrix.rows) claims, packet transcripts and missed steps are the same on all "
          + "kernels that tell of them."
        : "\(matrix.differing) of \(matrix.rows) claims, packet transcripts and missed steps; the "
          + "others are the same on all kernels that tell of them.")
    for (index, notebook) in matrix.notebooks.enumerated() where !notebook.differing.isEmpty {
      lines += part(notebook, evidence[index] ?? [])
    }
    return lines.joined(separator: "\n") + "\n"
  }

  // MARK: Tables

  private func row(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }

  private func head(_ title: String) -> String {
    row([title] + matrix.kernels.map { MarkdownText.escaped($0.label) })
  }

  private var rule: String { row(Array(repeating: "---", count: matrix.kernels.count + 1)) }

  private func cell(_ cell: MatrixCell) -> String {
    MatrixForm.sign(cell.answer, style) + " " + cell.word
  }

  private func summary(_ summary: KernelMatrix.Summary) -> String {
    if let ending = summary.ending { return cell(ending) }
    let isGood = summary.good == summary.claims && summary.missed == 0
    return (isGood ? style.checkMark : style.cross) + " \(summary.good)/\(summary.claims)"
      + (summary.missed > 0 ? ", \(summary.missed) missed" : "")
  }

  /// Why notebooks did not run to their end.
  private var endings: [String] {
    let lines = matrix.notebooks.flatMap { notebook in
      zip(matrix.kernels, notebook.summaries).compactMap { kernel, summary in
        summary.ending.map { ending in
          "- \(MarkdownText.escaped(notebook.name)) on \(MarkdownText.escaped(kernel.label)): "
            + reason(ending)
        }
      }
    }
    return lines.isEmpty ? [] : [""] + lines
  }

  // MARK: Notebooks

  private func part(_ notebook: KernelMatrix.Notebook, _ evidence: [Evidence]) -> [String] {
    var lines = [
      "", "### \(MarkdownText.escaped(notebook.title))", "",
      MarkdownText.escaped(notebook.name), "", head("claim"), rule,
    ]
    for row in notebook.differing {
      lines.append(
        self.row(
          [(row.isPublished ? "published: " : "") + MarkdownText.code(row.text, inTable: true)]
            + row.cells.map(cell)))
    }
    for row in notebook.differing {
      let published = row.isPublished ? "published: " : ""
      lines += ["", published + MarkdownText.code(row.text), ""]
      for (kernels, cell) in row.reasons {
        let reason = reason(cell)
        lines.append(
          "- \(labels(kernels)): \(cell.answer.rawValue)" + (reason.isEmpty ? "" : ", " + reason))
      }
      if let reason = row.expectedFailure {
        lines.append("- expected to be refuted: \(MarkdownText.escaped(reason))")
      }
    }
    return lines + self.evidence(evidence)
  }

  private func labels(_ kernels: [Int]) -> String {
    kernels.map { MarkdownText.escaped(matrix.kernels[$0].label) }.joined(separator: ", ")
  }

  /// A sentence without the times in it.
  private func reason(_ cell: MatrixCell) -> String {
    var form = NormalForm(NormalNames())
    let first = cell.reason.split(separator: "\n").first.map(String.init) ?? ""
    let text = form.of(first).split(separator: "TIME", omittingEmptySubsequences: false)
      .joined(separator: style.ellipsis)
    return MarkdownText.escaped(text)
  }

  // MARK: Evidence

  /// The evidence that differs, of kernels with the same differences once.
  private func evidence(_ evidence: [Evidence]) -> [String] {
    var groups: [(kernels: [Int], comparison: RunComparison)] = []
    for entry in evidence {
      if let index = groups.firstIndex(where: {
        $0.comparison.evidence == entry.comparison.evidence
          && $0.comparison.relation == entry.comparison.relation
      }) {
        groups[index].kernels.append(entry.kernel)
      } else {
        groups.append(([entry.kernel], entry.comparison))
      }
    }
    return groups.flatMap { kernels, comparison -> [String] in
      let ends = "\(labels([0])) (-) and \(labels(kernels)) (+)"
      var lines = ["", "The evidence that differs between \(ends)"]
      lines[1] += comparison.relation.sentence.map { ", \($0):" } ?? ":"
      let difference = self.difference(comparison)
      return difference.isEmpty
        ? ["", "No evidence differs between \(ends)."]
        : lines + [""] + MarkdownText.block(difference, language: "diff")
    }
  }

  private func difference(_ comparison: RunComparison) -> [String] {
    var lines: [String] = []
    for part in comparison.evidence {
      let command = part.command.map {
        ": $ " + ($0.split(whereSeparator: \.isNewline).first ?? "")
      }
      lines.append("@@ " + VisibleText.of(part.name + (command ?? "")) + " @@")
      for section in part.sections {
        lines.append("  " + VisibleText.of(section.title))
        lines += DifferenceLine.condensed(section.lines, context: 1, limit: Self.mostOfSection)
          .map { line in
            line.kind == .omitted ? "  \(style.ellipsis) \(line.content)" : line.text
          }
      }
    }
    guard lines.count > Self.mostOfNotebook else { return lines }
    let rest = lines.count - Self.mostOfNotebook
    return lines.prefix(Self.mostOfNotebook)
      + ["  \(style.ellipsis) \(rest) more lines; `labbook diff --kernel A --kernel B` has them"]
  }
}
