import Synchronization

/// The paths of a run's packets, found when a claim first asks for them.
final class RunPaths: Sendable {
  private let known = Mutex<PacketPaths?>(nil)

  /// - Throws: what reading packets throws.
  func of(_ evidence: RunEvidence) throws -> PacketPaths {
    try known.withLock { known in
      if let known { return known }
      let paths = try PacketPaths(evidence: evidence)
      known = paths
      return paths
    }
  }
}
