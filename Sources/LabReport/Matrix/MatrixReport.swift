import LabModel

/// A matrix as text: what notebooks came to on each kernel, then each row that differs with its reasons.
package struct MatrixReport: Sendable {
  private let style: TextStyle
  /// Columns that the text of a row must have beside the words of the kernels; else signs stand alone.
  private static let leastText = 34

  package init(style: TextStyle) { self.style = style }

  /// All of it.
  package func lines(_ matrix: KernelMatrix) -> [String] {
    let form = MatrixForm(matrix, style: style, room: style.width - Self.leastText)
    var lines = legend(matrix, form)
    lines += [""] + overview(matrix, form)
    let differing = matrix.notebooks.filter { !$0.differing.isEmpty }
    if matrix.kernels.count > 1 {
      lines += ["", style.tinted(total(matrix), .bold)]
    }
    for notebook in differing {
      lines += ["", heading(style.escape.line(notebook.name), form)]
      for row in notebook.differing { lines += self.row(row, matrix, form) }
    }
    return lines
  }

  /// `3 of 195 rows differ; 192 the same on all kernels`.
  private func total(_ matrix: KernelMatrix) -> String {
    let same = matrix.rows - matrix.differing
    if matrix.differing == 0 {
      return "nothing differs: " + (same == 1 ? "the one row is" : "all \(same) rows are")
        + " the same on all kernels that tell of them"
    }
    return
      "\(matrix.differing) of \(Count.of(matrix.rows, "row")) differ; \(same) the same on all kernels"
  }

  // MARK: Kernels

  private func legend(_ matrix: KernelMatrix, _ form: MatrixForm) -> [String] {
    var table = TextTable(
      columns: [("kernel", .left), ("release", .left), ("on", .left)], flexible: 1)
    for (index, kernel) in matrix.kernels.enumerated() {
      let key = form.isShort ? "\(form.keys[index]) " : ""
      table.add([
        .init(key + style.escape.line(kernel.label)), .init(style.escape.line(kernel.release)),
        .init(style.escape.line(kernel.backend)),
      ])
    }
    return table.lines(style: style) + (form.isShort ? form.signs(matrix) : [])
  }

  // MARK: Notebooks

  private func overview(_ matrix: KernelMatrix, _ form: MatrixForm) -> [String] {
    var lines = [heading("notebook", form)]
    for notebook in matrix.notebooks {
      let cells = notebook.summaries.map { summary in
        summary.ending.map { form.cell($0) } ?? form.counts(summary)
      }
      lines += row(style.escape.line(notebook.name), cells, form, cutsStart: true)
      // Why it did not run to its end, equal reasons together.
      let endings = notebook.summaries.map { $0.ending ?? MatrixCell(.none) }
      let row = MatrixRow(
        kind: .claim, text: "", line: 0, isPublished: false, expectedFailure: nil, cells: endings)
      for (kernels, cell) in row.reasons where !cell.reason.isEmpty {
        lines += reason(cell, kernels, matrix)
      }
    }
    return lines
  }

  // MARK: Rows

  private func row(_ row: MatrixRow, _ matrix: KernelMatrix, _ form: MatrixForm) -> [String] {
    let text = row.text.split(whereSeparator: \.isNewline).joined(separator: " ")
    let name = (row.isPublished ? "published: " : "") + style.escape.line(text)
    var lines = self.row(name, row.cells.map { form.cell($0) }, form, cutsStart: false)
    for (kernels, cell) in row.reasons where !cell.reason.isEmpty {
      lines += reason(cell, kernels, matrix)
    }
    if let reason = row.expectedFailure {
      lines += wrapped("expected to be refuted: " + style.escape.line(reason))
    }
    return lines
  }

  /// `host, 6.12: attempt 1 exited 7`.
  private func reason(_ cell: MatrixCell, _ kernels: [Int], _ matrix: KernelMatrix) -> [String] {
    let labels = kernels.map { matrix.kernels[$0].label }.joined(separator: ", ")
    let first = cell.reason.split(separator: "\n").first.map(String.init) ?? ""
    return wrapped(style.escape.line("\(labels): \(first)"))
  }

  private func wrapped(_ text: String) -> [String] {
    TextWidth.wrapped(text, to: style.width - 6).enumerated().map { index, line in
      style.tinted((index == 0 ? "    " : "      ") + line, .dim)
    }
  }

  private func heading(_ title: String, _ form: MatrixForm) -> String {
    let titles = form.titles.map { TextWidth.padded($0, to: form.width) }
    let text = TextWidth.cutStart(title, to: form.textWidth, mark: style.ellipsis)
    let gap = String(repeating: " ", count: form.gap)
    let line = TextWidth.padded(text, to: form.textWidth) + titles.map { gap + $0 }.joined()
    return style.tinted(trimmed(line), .bold)
  }

  /// A text with its cells; what does not fit beside them stands below, or is cut at its start.
  private func row(
    _ text: String, _ cells: [(text: String, tint: TextStyle.Tint)], _ form: MatrixForm,
    cutsStart: Bool
  ) -> [String] {
    let room = form.textWidth - 2
    let texts =
      cutsStart
      ? [TextWidth.cutStart(text, to: room, mark: style.ellipsis)]
      : TextWidth.wrapped(text, to: room)
    var line = TextWidth.padded("  " + (texts.first ?? ""), to: form.textWidth)
    var pending = form.gap
    for cell in cells {
      line += String(repeating: " ", count: pending) + style.tinted(cell.text, cell.tint)
      pending = form.gap + form.width - TextWidth.columns(cell.text)
    }
    return [line] + texts.dropFirst().map { "  " + $0 }
  }

  private func trimmed(_ line: String) -> String {
    var line = line
    while line.last == " " { line.removeLast() }
    return line
  }
}
