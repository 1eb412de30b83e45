extension JSONWriter {
  /// A matrix as an object: every row, with one cell for each kernel.
  package mutating func value(_ matrix: KernelMatrix) {
    object { writer in
      writer.array("kernels") { writer in
        for kernel in matrix.kernels { writer.value(kernel) }
      }
      writer.member("rows", matrix.rows)
      writer.member("differing", matrix.differing)
      writer.array("notebooks") { writer in
        for notebook in matrix.notebooks { writer.value(notebook) }
      }
    }
  }

  /// A kernel as an object.
  mutating func value(_ kernel: MatrixKernel) {
    object { writer in
      writer.member("label", kernel.label)
      writer.member("release", kernel.release)
      writer.member("backend", kernel.backend)
    }
  }

  private mutating func value(_ notebook: KernelMatrix.Notebook) {
    object { writer in
      writer.member("path", notebook.path)
      writer.member("title", notebook.title)
      writer.member("parameters", notebook.combination)
      writer.array("runs") { writer in
        for run in notebook.runs {
          if let run { writer.value(run) } else { writer.null() }
        }
      }
      writer.array("rows") { writer in
        for row in notebook.rows { writer.value(row) }
      }
    }
  }

  private mutating func value(_ row: MatrixRow) {
    object { writer in
      writer.member("kind", row.kind.rawValue)
      writer.member("text", row.text)
      writer.member("line", row.line == 0 ? nil : row.line)
      writer.member("published", row.isPublished)
      writer.member("xfail", row.expectedFailure)
      writer.member("differs", row.differs)
      writer.array("cells") { writer in
        for cell in row.cells {
          writer.object { writer in
            writer.member("answer", cell.answer.rawValue)
            writer.member("reason", cell.reason)
            writer.member("rate", cell.rate)
          }
        }
      }
    }
  }
}
