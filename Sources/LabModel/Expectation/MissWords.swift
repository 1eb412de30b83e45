/// The sentences of a comparison that differs, about what a step printed or about packets.
struct MissWords {
  var subject: Expectation.Subject

  func nothingCame(expected: Int) -> String {
    switch subject {
    case .output: "printed nothing, expected \(Self.count(expected, "line"))"
    case .packets: "no packet was seen, expected \(Self.count(expected, "line"))"
    }
  }

  func nothingWasExpected(came: Int) -> String {
    switch subject {
    case .output: "printed \(Self.count(came, "line")), expected nothing"
    case .packets:
      "\(Self.count(came, "packet")) \(came == 1 ? "was" : "were") seen, expected none"
    }
  }

  func missing(_ line: String, others: Int) -> String {
    switch subject {
    case .output:
      "did not print the expected `\(line)`"
        + (others == 0 ? "" : ", and \(others) more of its lines")
    case .packets:
      "no packet is the expected `\(line)`"
        + (others == 0 ? "" : ", and \(others) more of the lines have none")
    }
  }

  func extra(_ line: String, others: Int) -> String {
    switch subject {
    case .output:
      "also printed `\(line)`\(others == 0 ? "" : ", and \(others) more lines"), which is not"
        + " expected"
    case .packets:
      "also seen was `\(line)`\(others == 0 ? "" : ", and \(Self.count(others, "more packet"))"),"
        + " which is not expected"
    }
  }

  var otherOrder: String {
    switch subject {
    case .output: "printed its lines in an order that was not expected"
    case .packets: "the packets came in an order that was not expected"
    }
  }

  private static func count(_ count: Int, _ noun: String) -> String {
    count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
  }
}
