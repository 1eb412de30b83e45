import LabClaims
import LabModel

/// What steps and verbs are called in a sentence.
enum StepWords {
  /// `step 3`, `steps 3 and 5`, `steps 3, 5 and 7`, `steps 3, 5, 7 and 90 more`.
  static func numbers(_ numbers: [Int]) -> String {
    if numbers.count > 6 {
      let first = numbers.prefix(3).map(String.init).joined(separator: ", ")
      return "steps \(first) and \(numbers.count - 3) more"
    }
    guard let last = numbers.last, numbers.count > 1 else {
      return numbers.first.map { "step \($0)" } ?? "no step"
    }
    return "steps " + numbers.dropLast().map(String.init).joined(separator: ", ") + " and \(last)"
  }

  /// A selector as a claim spells it: `curl on ns1`, `#try.2`.
  static func selector(_ selector: StepSelector) -> String {
    let name =
      switch selector.name {
      case .id(let id, let command): "#\(id)" + (command.map { ".\($0)" } ?? "")
      case .word(let word): Quoting.escaped(word)
      case .prefix(let prefix): Quoting.command(prefix)
      }
    return name + (selector.host.map { " on \(Quoting.escaped($0))" } ?? "")
  }

  /// Why nothing that a selector names ran.
  static func neverRan(_ selector: StepSelector, _ rows: [StepRow], run: JudgedRun) -> String {
    let rows = rows.filter { !$0.isPassedOver }
    guard let row = rows.first else { return "no step is \(Self.selector(selector))" }
    if let skipped = row.skipped {
      return "step \(row.number) did not run: \(Quoting.escaped(skipped))"
    }
    if let attempt = run.attempts(of: row.number).last, attempt.ending == .hostMissing {
      return "step \(row.number) did not run: host \(Quoting.escaped(row.host)) was not there"
    }
    if let reason = run.incompleteness { return "step \(row.number) never ran (\(reason))" }
    return "step \(row.number) never ran"
  }

  /// What a verb says should be found.
  static func expectation(of verb: StepVerb) -> String {
    switch verb {
    case .succeeds: "success"
    case .fails: "a failure"
    case .exits(let codes): "exit status \(Phrases.alternatives(codes.map(String.init)))"
    case .isKilled(let signal): "an end by \(Signal.name(of: signal))"
    case .timesOut: "a time-out"
    case .isSkipped: "it to be skipped"
    case .prints(let print): (print.isNegated ? "no " : "") + expectation(of: print)
    case .printsNothing(let stream): "no output\(TextWords.stream(stream))"
    case .printsLines(let count, let pattern): lines(count, pattern)
    case .printsSame(let other): "the same output as \(selector(other))"
    case .takes(let less, let duration):
      "\(less ? "less" : "more") than \(Phrases.duration(duration))"
    }
  }

  /// What should be found where a verb is no longer true.
  static func opposite(of verb: StepVerb) -> String {
    switch verb {
    case .succeeds: "a failure"
    case .fails: "success"
    case .exits: "another end than \(expectation(of: verb))"
    case .isKilled, .timesOut: "another end than \(expectation(of: verb))"
    case .isSkipped: "it to run"
    case .prints(let print): (print.isNegated ? "" : "no ") + expectation(of: print)
    case .printsNothing(let stream): "output\(TextWords.stream(stream))"
    case .printsLines, .printsSame: "something else than \(expectation(of: verb))"
    case .takes(let less, let duration):
      "\(less ? "no less" : "no more") than \(Phrases.duration(duration))"
    }
  }

  /// What should be found where a count is no longer so.
  static func opposite(of count: CountRange) -> String {
    switch (count.atLeast, count.atMost) {
    case (0, 0): "some"
    case (1, nil): "none"
    case (let least, nil): "fewer than \(least)"
    case (0, let most?): "more than \(most)"
    default: "another number than \(Phrases.range(count))"
    }
  }

  private static func expectation(of print: PrintVerb) -> String {
    var words = TextWords.pattern(print.pattern)
    if let comparand = print.comparand {
      words +=
        " with \(comparand.name) \(comparand.comparison.rawValue)"
        + " \(TextWords.number(comparand.number))"
    }
    return words + " in its output\(TextWords.stream(print.stream))"
  }

  private static func lines(_ count: CountRange, _ pattern: TextPattern?) -> String {
    let matching = pattern.map { " matching \(TextWords.pattern($0))" } ?? ""
    let noun = count.atLeast == 1 && count.atMost == 1 ? "line" : "lines"
    let range = count == CountRange(atLeast: 0, atMost: 0) ? "no" : Phrases.range(count)
    return "\(range) \(noun)\(matching)"
  }
}
