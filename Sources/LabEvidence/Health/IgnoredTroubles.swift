import LabClaims
import LabModel

/// What is no trouble although it looks like one: to the notebook that says so, and to everybody.
struct IgnoredTroubles {
  private let fingerprints: Set<String>
  private let headlines: [(text: String, matcher: TextMatcher)]

  init(_ ignored: [IgnoredTrouble]) {
    var fingerprints: Set<String> = []
    var headlines: [(String, TextMatcher)] = []
    for one in ignored {
      switch one {
      case .fingerprint(let digits): fingerprints.insert(digits)
      case .headline(let pattern):
        // What is no expression the notebook's check has refused.
        if let matcher = try? TextMatcher(pattern) { headlines.append((one.text, matcher)) }
      }
    }
    self.fingerprints = fingerprints
    self.headlines = headlines
  }

  /// Why `trouble` is not counted; nil where it is.
  func reason(_ trouble: KernelTrouble) -> String? {
    if let harmless = Self.harmless.first(where: { $0.matches(trouble) }) {
      return harmless.reason
    }
    if !fingerprints.isEmpty {
      let fingerprint = trouble.fingerprint
      if fingerprints.contains(fingerprint) { return "the notebook ignores \(fingerprint)" }
    }
    let bytes = Array(trouble.headline.utf8)
    for (text, matcher) in headlines where matcher.firstMatch(in: bytes) != nil {
      return "the notebook ignores \(text)"
    }
    return nil
  }

  /// A report that emulated machines make of a sound kernel.
  private struct Harmless {
    var kind: KernelTrouble.Kind
    /// A function on top of its stack, or a part of the headline.
    var function: String
    var reason: String

    func matches(_ trouble: KernelTrouble) -> Bool {
      trouble.kind == kind && trouble.frames.contains(function)
    }
  }

  /// What is harmless everywhere, and why.
  private static let harmless: [Harmless] = [
    Harmless(
      kind: .warning, function: "paranoid_xstate_size_valid",
      reason: "the emulator's processor has another size of extended state than it says"),
    Harmless(
      kind: .warning, function: "check_tsc_sync_source",
      reason: "an emulated processor's clock does not run evenly"),
    Harmless(
      kind: .warning, function: "clocksource_verify_percpu",
      reason: "an emulated processor's clock does not run evenly"),
  ]
}
