import LabModel

/// A condition that other tables than `run` answer.
struct RunQuestion {
  /// What is asked of one run.
  var condition: RunCondition
  /// Queries that give the numbers of the runs that may be meant, each run of theirs once; together they give
  /// all of them.
  private var indexed: [RunCondition]

  /// Those of `filter`.
  static func all(of filter: RunFilter) -> [RunQuestion] {
    var questions: [RunQuestion] = []
    if !filter.answers.isEmpty { questions.append(answers(Set(filter.answers))) }
    for (name, parameters) in Dictionary(grouping: filter.parameters, by: \.name) {
      questions.append(parameter(name, Set(parameters.map(\.value)).sorted()))
    }
    return questions
  }

  /// The numbers of the runs that may be meant; nil where they are more than `most`.
  func candidates(atMost most: Int, _ connection: Connection) throws(StoreFailure) -> [Int]? {
    var found: Set<Int> = []
    for query in indexed {
      let statement = try PreparedStatement(query.sql + " LIMIT \(most + 1)", on: connection)
      statement.bind(query.values)
      while try statement.next() { found.insert(statement.number(0)) }
      if found.count > most { return nil }
    }
    return found.sorted()
  }

  private static func parameter(_ name: String, _ values: [String]) -> RunQuestion {
    RunQuestion(
      condition: .any(
        values.map { value in
          RunCondition(
            """
            EXISTS (SELECT 1 FROM parameter
              WHERE parameter.run = run.number AND name = ? AND value = ?)
            """, [.text(name), .text(value)])
        }),
      indexed: values.map { value in
        RunCondition(
          "SELECT run FROM parameter WHERE name = ? AND value = ?", [.text(name), .text(value)])
      })
  }

  private static func answers(_ answers: Set<RunFilter.Answer>) -> RunQuestion {
    var question = RunQuestion(condition: RunCondition("0"), indexed: [])
    var conditions: [RunCondition] = []
    for answer in answers.sorted(by: { $0.rawValue < $1.rawValue }) {
      guard let verdict = answer.verdict else {
        conditions += [RunCondition(missedStep), RunCondition(missedTranscript)]
        question.indexed += [
          RunCondition("SELECT DISTINCT run FROM attempt WHERE met = 0"),
          RunCondition("SELECT DISTINCT run FROM packet_transcript WHERE answer = 'missed'"),
        ]
        continue
      }
      let value = RunCondition.Value.text(verdict.storedName)
      conditions.append(RunCondition(hasVerdict, [value]))
      question.indexed.append(
        RunCondition("SELECT DISTINCT run FROM verdict WHERE answer = ?", [value]))
    }
    question.condition = .any(conditions)
    return question
  }

  /// Of the latest judgement, which is that of the highest number.
  private static let hasVerdict = """
    EXISTS (
      SELECT 1 FROM verdict
        JOIN claim ON claim.run = verdict.run AND claim.number = verdict.claim
      WHERE verdict.run = run.number AND answer = ? AND NOT is_published
        AND judgement = (
          SELECT last.judgement FROM verdict AS last WHERE last.run = verdict.run
          ORDER BY last.number DESC LIMIT 1))
    """
  /// By each step's last attempt.
  private static let missedStep = """
    EXISTS (
      SELECT 1 FROM attempt WHERE attempt.run = run.number AND met = 0
        AND NOT EXISTS (
          SELECT 1 FROM attempt AS later
          WHERE later.run = attempt.run AND later.number > attempt.number
            AND later.step = attempt.step))
    """
  private static let missedTranscript = """
    EXISTS (
      SELECT 1 FROM packet_transcript AS transcript
      WHERE transcript.run = run.number AND transcript.answer = 'missed'
        AND transcript.judgement = (
          SELECT max(judgement) FROM packet_transcript WHERE run = transcript.run))
    """
}

extension RunFilter.Answer {
  /// nil for what is no answer about a claim.
  fileprivate var verdict: Verdict.Answer? {
    switch self {
    case .holds: .holds
    case .refuted: .refuted
    case .inconclusive: .inconclusive
    case .notApplicable: .notApplicable
    case .missed: nil
    }
  }
}
