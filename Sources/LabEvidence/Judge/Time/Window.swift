/// A stretch of a run whose ends may be known only as intervals.
struct Window: Sendable, Hashable {
  /// nil is from the beginning.
  var start: Instant?
  /// nil is to the end.
  var end: Instant?
  /// Whether what happens exactly at an end belongs to it: true of a step's own time, false before
  /// and after a moment.
  var includesEnds = false

  static let whole = Window()

  /// Whether something that happened at `instant` is in the window.
  func membership(of instant: Instant) -> Membership {
    var result = Membership.inside
    if let start {
      switch instant.order(to: start) {
      case .before: return .outside
      case .same: if !includesEnds { return .outside }
      case .after: break
      case .unclear: result = .unclear
      }
    }
    if let end {
      switch instant.order(to: end) {
      case .after: return .outside
      case .same: if !includesEnds { return .outside }
      case .before: break
      case .unclear: result = .unclear
      }
    }
    return result
  }

  /// Whether something that lasted from `first` to `last` is in the window as a whole.
  func membership(from first: Instant, to last: Instant) -> Membership {
    var result = Membership.inside
    if let start {
      switch first.order(to: start) {
      case .before: return .outside
      case .same, .after: break
      case .unclear: result = .unclear
      }
    }
    if let end {
      switch last.order(to: end) {
      case .after: return .outside
      case .same, .before: break
      case .unclear: result = .unclear
      }
    }
    return result
  }

  /// Whether something that happened after the beginning of `times`, and by its end, may lie in the
  /// window: what only touches an end of it does not.
  func mayOverlap(_ times: ClosedRange<Int64>) -> Bool {
    let isInstant = times.lowerBound == times.upperBound
    if let start {
      if times.upperBound < start.earliest { return false }
      if times.upperBound == start.earliest && !isInstant { return false }
    }
    if let end {
      if times.lowerBound > end.latest { return false }
      if times.lowerBound == end.latest && !isInstant { return false }
    }
    return true
  }

  /// All times that may be in the window, in ns.
  var bounds: ClosedRange<Int64> {
    let first = start?.earliest ?? Int64.min
    return first...max(first, end?.latest ?? Int64.max)
  }
}

/// Whether something lies in a window.
enum Membership: Sendable {
  case inside
  case outside
  /// Too close to an end to tell.
  case unclear
}

extension [Window] {
  /// The membership in any of the windows.
  func membership(_ one: (Window) -> Membership) -> Membership {
    var result = Membership.outside
    for window in self {
      switch one(window) {
      case .inside: return .inside
      case .unclear: result = .unclear
      case .outside: break
      }
    }
    return result
  }

  /// Whether any window has no end.
  var isOpenEnded: Bool { contains { $0.end == nil } }
}
