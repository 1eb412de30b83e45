import LabEvidence
import LabModel
import LabReport

/// A stretch of a run's time on one axis, with a table of what is in it.
struct TimelinePage: Page {
  private let outline: RunEvidence
  private let window: RunWindow
  private let table: TimelineTable
  private let query: TimelineQuery
  /// All that there is, in ns on the run's clock.
  private let whole: ClosedRange<Int64>

  /// The most steps that are led to.
  private static let mostSteps = 300
  /// No stretch is made shorter than this, in ns.
  private static let shortest: Int64 = 20

  init(_ name: String, _ query: PageQuery, _ store: Store) throws(SiteFailure) {
    do throws(StoreFailure) {
      outline = try .outline(run: store.resolveRun(name), from: store)
    } catch {
      throw SiteFailure(error)
    }
    let extent = RunExtent.times(of: outline)
    let start = outline.run.start
    whole = extent.lowerBound - start...extent.upperBound - start
    self.query = try TimelineQuery(query, whole: whole)
    let times = self.query.times
    do {
      window = try RunWindow(
        RunWindow.Request(times: start + times.lowerBound...start + times.upperBound),
        of: outline, from: store)
      table = try TimelineTable(window, outline.packets)
    } catch let failure as StoreFailure {
      throw SiteFailure(failure)
    } catch {
      throw SiteFailure(StoreFailure(stage: "read", subject: store.path, message: "\(error)"))
    }
  }

  private var run: RunRow { outline.run }

  var title: String { "Time line of \(VisibleText.of(run.title))" }

  let template = "timeline"

  func values(_ links: Links) -> [String: Any] {
    let rows = TimelineRows(window.evidence, links)
    let summarizer = PacketSummarizer()
    let entries = table.entries.compactMap { rows.row($0, summarizer) }
    var values: [String: Any] = [
      "title": VisibleText.of(run.title),
      "from": Elapsed.microseconds(query.times.lowerBound),
      "to": Elapsed.microseconds(query.times.upperBound), "isWhole": query.isWhole,
      "drawingMarkup": TimelineDrawing(
        window, run: run, steps: outline.steps, links: links, isSmall: false
      ).markup,
      "zooms": zooms(links), "steps": steps(links), "entries": entries,
      "isEmpty": entries.isEmpty, "isEstimate": window.packets.isEstimate,
    ]
    values["list"] = links.href(.runs)
    values["run"] = links.href(.run(run.id))
    values["next"] = table.next.flatMap { next in
      let from = next - run.start
      return from < query.times.upperBound
        ? links.href(.timeline(run.id), TimelineQuery.query(from...query.times.upperBound)) : nil
    }
    return values
  }

  /// Stretches beside, within and around this one.
  private func zooms(_ links: Links) -> [[String: Any]] {
    let (from, to) = (query.times.lowerBound, query.times.upperBound)
    let quarter = (to - from) / 4
    var zooms: [(String, String?)] = []
    func add(_ name: String, _ from: Int64, _ to: Int64) {
      guard to - from >= Self.shortest else { return }
      zooms.append((name, links.href(.timeline(run.id), TimelineQuery.query(from...to))))
    }
    add("Zoom in", from + quarter, to - quarter)
    if from > whole.lowerBound || to < whole.upperBound {
      add(
        "Zoom out", max(whole.lowerBound, from - 2 * quarter),
        min(whole.upperBound, to + 2 * quarter))
    }
    if from > whole.lowerBound { add("Earlier", from - 2 * quarter, to - 2 * quarter) }
    if to < whole.upperBound { add("Later", from + 2 * quarter, to + 2 * quarter) }
    if !query.isWhole { zooms.append(("Whole run", links.href(.timeline(run.id)))) }
    return zooms.compactMap { name, href in href.map { ["name": name, "href": $0] } }
  }

  private func steps(_ links: Links) -> [[String: Any]] {
    let names = StepNames(outline.steps)
    let attempts = Dictionary(grouping: outline.attempts, by: \.step)
    return outline.steps.prefix(Self.mostSteps).compactMap { step -> [String: Any]? in
      guard let own = attempts[step.number], let first = own.first, let last = own.last else {
        return nil
      }
      let end = max(last.end ?? last.exit ?? last.start, first.start)
      let margin = max(100_000, (end - first.start) / 20)
      let href = links.href(
        .timeline(run.id),
        TimelineQuery.query(first.start - run.start - margin...end - run.start + margin))
      return href.map { ["name": VisibleText.of(names[step]), "href": $0] }
    }
  }

  func write(to writer: inout JSONWriter) {
    let summarizer = PacketSummarizer()
    let story = StoryJSON(window.evidence, summarize: { summarizer.line(for: $0) })
    let names = InterfaceNames(outline)
    writer.object { writer in
      writer.object("run") { $0.members(run) }
      writer.member("from_ns", query.times.lowerBound)
      writer.member("to_ns", query.times.upperBound)
      writer.member("next_from_ns", table.next.map { $0 - run.start })
      writer.member("packets", window.packets.total)
      writer.member("packets_are_estimated", window.packets.isEstimate)
      writer.array("interfaces") { writer in
        for (number, counts) in window.packets.counts.sorted(by: { $0.key < $1.key }) {
          writer.object { writer in
            writer.member("name", names.place(row: number))
            writer.member("row", number)
            writer.array("packets") { writer in
              for count in counts { writer.value(count) }
            }
          }
        }
      }
      writer.array("entries") { writer in
        for entry in table.entries { story.value(entry, to: &writer) }
      }
    }
  }
}
