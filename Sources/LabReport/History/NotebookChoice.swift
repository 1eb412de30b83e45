package import LabEvidence

/// Finds the notebook that a reader means.
package enum NotebookChoice: Sendable {
  case found(NotebookName)
  /// None is meant by it.
  case none
  /// Several are.
  case several([NotebookName])

  /// Finds what `text` means among `notebooks`: a path, else a part of a path or title that no other
  /// has, letter case aside.
  package init(_ text: String, among notebooks: [NotebookName]) {
    if let exact = notebooks.first(where: { $0.path == text }) {
      self = .found(exact)
      return
    }
    let wanted = text.lowercased()
    let found = notebooks.filter {
      $0.path.lowercased().contains(wanted) || $0.title.lowercased().contains(wanted)
    }
    if let first = found.first, !wanted.isEmpty {
      self = found.count == 1 ? .found(first) : .several(found)
    } else {
      self = .none
    }
  }
}
