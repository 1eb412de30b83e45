package import LabEvidence
import LabModel

/// A verdict explained: the rows that decided it among what happened around them, on one clock.
package struct Explanation {
  /// How many rows are shown before and after each deciding one unless told otherwise.
  package static let usualContext = 3
  /// The most rows of a diagram, gaps not counted, unless more is asked for.
  private static let mostRows = 80

  private let evidence: RunEvidence
  private let claim: ClaimVerdict
  private let rows: [LadderRow]
  private let summarize: (PacketRow) -> String

  /// Chooses the rows: `context` before and after each that `claim` was decided by; where `context`
  /// is nil, the usual number, and fewer where many rows decided.
  ///
  /// - Throws: what reading the packets throws.
  package init(
    of claim: ClaimVerdict, in evidence: RunEvidence, context: Int? = nil,
    summarize: @escaping (PacketRow) -> String
  ) throws {
    self.evidence = evidence
    self.claim = claim
    self.summarize = summarize
    let references = claim.verdict.evidence
    let room = Self.mostRows / max(1, references.count) / 2
    let chosen = context ?? max(1, min(Self.usualContext, room))
    rows = try LadderSelection.rows(of: evidence, deciding: references, context: chosen)
  }

  // MARK: - Text

  /// The claim with its verdict, and the diagram; no line is longer than 120 columns.
  package func lines(style: TextStyle) -> [String] {
    var lines = ClaimReport(style: style, detail: .everything, for: [claim]).lines(claim)
    lines.append("")
    guard !rows.isEmpty else {
      return lines + ["no row of the record decided it: the reason is all there is"]
    }
    let text = LadderText(rows, of: evidence, style: style, summarize: summarize)
    lines += text.header
    lines += rows.map(text.line)
    return lines + ["", style.tinted("* decided the verdict", .dim)]
  }

  // MARK: - JSON

  /// The run, the claim and the rows as one object; the shape is in docs/commands.md.
  package func write(to writer: inout JSONWriter) {
    let words = LadderWords(evidence, summarize: summarize)
    writer.object { writer in
      writer.member("run", evidence.run.id)
      writer.key("claim")
      writer.value(claim)
      writer.array("rows") { writer in
        for row in rows { value(row, words, to: &writer) }
      }
    }
  }

  private func value(_ row: LadderRow, _ words: LadderWords, to writer: inout JSONWriter) {
    writer.object { writer in
      if case .gap(let packets, let others) = row.body {
        writer.member("kind", "left out")
        writer.member("packets", packets)
        writer.member("others", others)
        return
      }
      writer.member("time_ns", row.time - evidence.run.start)
      writer.member("kind", row.kind)
      writer.member("decided", row.isDeciding)
      writer.member("table", row.reference?.table.rawValue)
      writer.member("number", row.reference?.number)
      switch row.body {
      case .packet(let packet, let peer):
        writer.member("host", words.names.host(packet.host))
        writer.member("interface", words.names.interface(row: packet.interface))
        writer.member("direction", packet.direction.isLeaving ? "leaving" : "entering")
        if let peer {
          writer.object("to") { writer in
            writer.member("number", peer.number)
            writer.member("time_ns", peer.time - evidence.run.start)
            writer.member("host", words.names.host(peer.host))
            writer.member("interface", words.names.interface(row: peer.interface))
          }
        }
      case .change(let change):
        writer.member("host", words.names.host(change.host))
        writer.member("earliest_ns", change.earliest.map { $0 - evidence.run.start })
      default: break
      }
      writer.member("text", words.text(row))
    }
  }
}

extension LadderRow {
  /// What JSON calls it.
  fileprivate var kind: String {
    switch body {
    case .packet: "packet"
    case .change(let change): change.reference?.table.rawValue ?? "rule_event"
    case .stepStarted: "step"
    case .stepEnded: "step ended"
    case .output: "output"
    case .outputCut: "output cut"
    case .host(_, let isGone): isGone ? "host gone" : "host"
    case .loss: "loss"
    case .fence: "fence"
    case .kernelLog: "kernel log"
    case .taint: "taint"
    case .crash: "crash"
    case .gap: "left out"
    }
  }
}
