/// Time is up.
struct TimeIsUp: Error {}

/// Does `body`, but ends it when `deadline` comes.
///
/// - Throws: `TimeIsUp`, and what `body` throws.
func ending<T: Sendable>(
  at deadline: ContinuousClock.Instant, _ body: @escaping @Sendable () async throws -> T
) async throws -> T {
  try await withThrowingTaskGroup(of: T.self) { group in
    group.addTask { try await body() }
    group.addTask {
      try await Task.sleep(until: deadline, clock: .continuous)
      throw TimeIsUp()
    }
    defer { group.cancelAll() }
    guard let result = try await group.next() else { throw TimeIsUp() }
    return result
  }
}
