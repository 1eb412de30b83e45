package import LabModel

/// A value that columns hold as one of a few words, which the schema's checks list.
protocol StoredName: CaseIterable, Hashable {
  var storedName: String { get }
}

extension StoredName {
  /// The value that a column's word means.
  ///
  /// - Throws: `StoreFailure` where the word is none of the schema's.
  init(stored word: String) throws(StoreFailure) {
    guard let value = Self.allCases.first(where: { $0.storedName == word }) else {
      throw StoreFailure(
        .damaged, stage: "read", subject: "the database", message: "no \(Self.self) is `\(word)`")
    }
    self = value
  }
}

extension OutputStream: StoredName {
  var storedName: String { name }
}

extension HostRecord.Origin: StoredName {
  package static var allCases: [Self] { [.planned, .named, .found] }

  var storedName: String {
    switch self {
    case .planned: "planned"
    case .named: "named"
    case .found: "found"
    }
  }
}

extension StepEnd.Ending: StoredName {
  package static var allCases: [Self] { [.exited, .shellEnded, .timedOut, .hostMissing] }

  var storedName: String {
    switch self {
    case .exited: "exited"
    case .shellEnded: "shell ended"
    case .timedOut: "timed out"
    case .hostMissing: "host missing"
    }
  }
}

extension StepEnd.Settled: StoredName {
  package static var allCases: [Self] { [.idle, .quiet, .limit] }

  var storedName: String {
    switch self {
    case .idle: "idle"
    case .quiet: "quiet"
    case .limit: "limit"
    }
  }
}

extension Loss.Source: StoredName {
  package static var allCases: [Self] { [.capture, .netlink] }

  var storedName: String {
    switch self {
    case .capture: "capture"
    case .netlink: "netlink"
    }
  }
}

extension KernelLogLine.Source: StoredName {
  package static var allCases: [Self] { [.record, .console] }

  var storedName: String {
    switch self {
    case .record: "record"
    case .console: "console"
    }
  }
}

extension MachineRecord.Accelerator: StoredName {
  package static var allCases: [Self] { [.kvm, .tcg, .uml] }

  var storedName: String {
    switch self {
    case .kvm: "kvm"
    case .tcg: "tcg"
    case .uml: "uml"
    }
  }
}

extension MachineCrash.Kind: StoredName {
  var storedName: String { word }
}

extension RunRow.Status: StoredName {
  var storedName: String { rawValue }
}

extension Verdict.Answer: StoredName {
  var storedName: String { rawValue }
}

extension EvidenceReference.Table: StoredName {
  var storedName: String { rawValue }
}
