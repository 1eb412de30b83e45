/// On what a run ran: runs of two places need not come out alike.
package struct RunPlace: Sendable, Hashable {
  package var kernelRelease: String
  /// What the user called the kernel (`6.12`); nil on the machine's running one.
  package var kernelLabel: String?
  /// The kernel's build, as uname(2) tells it.
  package var kernelVersion: String
  /// The kernel's machine, as uname(2) tells it: `x86_64`.
  package var architecture: String
  package var backend: String
  package var hostname: String

  package init(
    kernelRelease: String, kernelLabel: String? = nil, kernelVersion: String = "",
    architecture: String = "x86_64", backend: String = "namespaces", hostname: String
  ) {
    self.kernelRelease = kernelRelease
    self.kernelLabel = kernelLabel
    self.kernelVersion = kernelVersion
    self.architecture = architecture
    self.backend = backend
    self.hostname = hostname
  }
}

/// A run of a notebook with what was said of its claims last.
package struct HistoryRun: Sendable, Hashable {
  package var number: Int
  package var id: String
  package var title: String
  /// The SHA-256 of the notebook as it was.
  package var notebook: String
  package var parameters: [String: String]
  package var place: RunPlace
  package var status: RunRow.Status
  package var reason: String?
  /// CLOCK_REALTIME when the sandbox stood, ns since 1970.
  package var startWall: Int64
  /// The id of the run that it is a control of; nil for one that stands for itself.
  package var original: String?
  /// The latest judgement, or of it the claims that were asked for; the rows that decided are left out.
  package var claims: [ClaimVerdict]

  package init(
    number: Int, id: String, title: String, notebook: String, parameters: [String: String] = [:],
    place: RunPlace, status: RunRow.Status = .finished, reason: String? = nil, startWall: Int64,
    original: String? = nil, claims: [ClaimVerdict] = []
  ) {
    self.number = number
    self.id = id
    self.title = title
    self.notebook = notebook
    self.parameters = parameters
    self.place = place
    self.status = status
    self.reason = reason
    self.startWall = startWall
    self.original = original
    self.claims = claims
  }
}

/// A notebook of which the store has runs.
package struct NotebookName: Sendable, Hashable {
  package var path: String
  /// The title that it had in its newest run.
  package var title: String

  package init(path: String, title: String) {
    self.path = path
    self.title = title
  }
}

/// Which runs of one notebook are read; newest come first.
package struct HistoryFilter: Sendable, Hashable {
  package var path: String
  /// The one claim that matters, by what names it in history; nil where all do.
  package var identity: String?
  /// The id of a run: only those that started before it.
  package var before: String?
  package var limit: Int
  package var includesControls: Bool

  package init(
    path: String, identity: String? = nil, before: String? = nil, limit: Int,
    includesControls: Bool = false
  ) {
    self.path = path
    self.identity = identity
    self.before = before
    self.limit = limit
    self.includesControls = includesControls
  }
}
