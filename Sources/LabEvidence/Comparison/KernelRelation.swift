/// What two runs' kernels have to do with each other: what a difference between the runs may come from.
package enum KernelRelation: Sendable, Hashable {
  /// One release, run by one backend: a difference comes from the notebook, the machine or chance.
  case same
  /// One release, run by two backends.
  case sameRelease
  /// Releases of one line (6.12.x), run by two backends: the emulator is to be suspected, too.
  case sameLineOtherBackend(line: String)
  /// Releases of one line, run by one backend.
  case sameLine(line: String)
  case otherLine

  package init(_ old: RunRow, _ new: RunRow) {
    let isSameBackend = old.backend == new.backend
    if old.kernelRelease == new.kernelRelease {
      self = isSameBackend ? .same : .sameRelease
      return
    }
    let line = Self.line(of: old.kernelRelease)
    guard !line.isEmpty, line == Self.line(of: new.kernelRelease) else {
      self = .otherLine
      return
    }
    self = isSameBackend ? .sameLine(line: line) : .sameLineOtherBackend(line: line)
  }

  /// `6.12` of `6.12.117+deb12-cloud-amd64`; empty where a release does not begin so.
  package static func line(of release: String) -> String {
    let parts = release.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count >= 2, !parts[0].isEmpty, parts[0].allSatisfy(\.isNumber) else { return "" }
    let minor = parts[1].prefix { $0.isNumber }
    return minor.isEmpty ? "" : "\(parts[0]).\(minor)"
  }

  /// What a reader should know before the differences; nil where the kernels differ as asked.
  package var sentence: String? {
    switch self {
    case .same: "same kernel, same backend"
    case .sameRelease: "same kernel, other backend: emulator?"
    case .sameLineOtherBackend(let line): "same kernel line \(line), other backend: emulator?"
    case .sameLine, .otherLine: nil
    }
  }
}
