import LabModel

/// The attempts of a run, kept until they are whole, so that most are written only once.
struct AttemptLedger {
  private struct Key: Hashable {
    var step: Int
    var attempt: Int
  }

  private(set) var rows = RowLedger<AttemptRow>()
  private var numbers: [Key: Int] = [:]

  mutating func start(_ start: StepStart, time: Int64) {
    numbers[Key(step: start.step, attempt: start.attempt)] = rows.nextNumber
    rows.append(
      AttemptRow(
        number: rows.nextNumber, step: start.step, attempt: start.attempt, start: time,
        host: start.host))
  }

  mutating func end(_ end: StepEnd, time: Int64, packets: ClosedRange<Int>?) {
    guard let number = number(step: end.step, attempt: end.attempt) else { return }
    rows.update(number) { row in
      row.exit = end.exitTime
      row.end = time
      row.ending = end.ending
      row.status = end.status
      row.settled = end.settled
      row.leaks = end.leaks
      row.userTime = end.userTime
      row.systemTime = end.systemTime
      row.packets = packets
    }
  }

  mutating func recordOutcome(step: Int, attempt: Int, met: Bool?, miss: String?) {
    guard let number = number(step: step, attempt: attempt) else { return }
    rows.update(number) { row in
      row.met = met
      row.miss = miss
    }
  }

  /// The number of an attempt that has started.
  func number(step: Int, attempt: Int) -> Int? {
    numbers[Key(step: step, attempt: attempt)]
  }

  mutating func confirm() {
    rows.confirm()
  }
}
