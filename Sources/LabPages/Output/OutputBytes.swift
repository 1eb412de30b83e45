import LabEvidence
import LabModel
import LabReport

/// The bytes that an attempt printed, from one of them on and not too many.
struct OutputBytes: Sendable {
  /// The most that are sent at once; of the twin for programs fewer.
  static let mostBytes = 8 << 20
  private static let mostInJSON = 1 << 20
  /// More pieces of output than this are not looked through.
  private static let mostPieces = 400_000

  /// Bytes that came at one time.
  private struct Part: Sendable {
    var stream: OutputStream
    var time: Int64
    var bytes: [UInt8]
  }

  private let run: RunRow
  private let step: Int
  private let attempt: Int
  /// The number of the first byte, from 0.
  private let from: Int
  private var parts: [Part] = []
  /// The number of the byte after the last one here; nil where that was the last.
  private(set) var next: Int?

  /// Reads what `query` asks for: `stream=stdout` or `stderr`, both without it, and `from=BYTE`.
  ///
  /// - Throws: `SiteFailure.missing` where the run has no such attempt, `.mistake` for a query that means
  ///   nothing.
  init(
    run name: String, step: Int, attempt: Int, _ query: PageQuery, form: PageAddress.Form,
    _ store: Store
  ) throws(SiteFailure) {
    let stream = try Self.stream(query)
    from = try Self.from(query)
    self.step = step
    self.attempt = attempt
    do throws(StoreFailure) {
      let number = try store.resolveRun(name)
      run = try store.row(ofRun: number)
      guard let row = try store.attempt(attempt, ofStep: step, run: number) else {
        throw StoreFailure(
          .unknownRun, stage: "find output", subject: "step \(step)",
          message: "the run has no attempt \(attempt) of a step \(step)")
      }
      try read(
        row, stream, run: number, most: form == .page ? Self.mostBytes : Self.mostInJSON, store)
    } catch {
      throw SiteFailure(error)
    }
  }

  private mutating func read(
    _ attempt: Int, _ stream: OutputStream?, run: Int, most: Int,
    _ store: Store
  ) throws(StoreFailure) {
    let pieces = try store.outputPieces(ofRun: run, attempts: [attempt], most: Self.mostPieces)
    var place = 0
    var room = most
    for piece in pieces[attempt] ?? [] where stream == nil || piece.stream == stream {
      let end = place + piece.size
      defer { place = end }
      guard end > from else { continue }
      guard room > 0 else {
        next = place
        break
      }
      let skipped = max(0, from - place)
      let bytes = try store.outputBytes(
        ofRun: run, piece: piece.number, from: skipped, most: room)
      parts.append(Part(stream: piece.stream, time: piece.time, bytes: bytes))
      room -= bytes.count
      if skipped + bytes.count < piece.size {
        next = place + skipped + bytes.count
        break
      }
    }
    if next != nil { keepLastCharacterWhole() }
  }

  /// Leaves the beginning of a character at the end to what comes next.
  private mutating func keepLastCharacterWhole() {
    guard let last = parts.last?.bytes, let cut = next else { return }
    guard let lead = last.suffix(4).lastIndex(where: { $0 & 0xC0 != 0x80 }) else { return }
    let needed =
      switch last[lead] {
      case 0xC0...0xDF: 2
      case 0xE0...0xEF: 3
      case 0xF0...0xF7: 4
      default: 1
      }
    let there = last.count - lead
    guard there < needed, last.count > there else { return }
    parts[parts.count - 1].bytes.removeLast(there)
    next = cut - there
  }

  private static func stream(_ query: PageQuery) throws(SiteFailure) -> OutputStream? {
    guard let name = query.first("stream") else { return nil }
    guard let stream = OutputStream.allCases.first(where: { $0.name == name }) else {
      throw .mistake("there is no stream `\(name)`: it takes stream=stdout or stream=stderr")
    }
    return stream
  }

  private static func from(_ query: PageQuery) throws(SiteFailure) -> Int {
    guard let text = query.first("from") else { return 0 }
    guard let from = Int(text), (0...1 << 50).contains(from) else {
      throw .mistake("`from=\(text)` is no byte's number: they count from 0")
    }
    return from
  }

  /// What the bytes are sent as: text where they are, else bytes.
  var answer: SiteAnswer {
    let bytes = parts.flatMap(\.bytes)
    let isText = String(validating: bytes, as: UTF8.self) != nil
    return SiteAnswer(
      type: isText ? "text/plain; charset=utf-8" : "application/octet-stream", body: bytes)
  }

  /// Writes the pieces as one object: where each was printed, and when.
  func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("run", run.id)
      writer.member("step", step)
      writer.member("attempt", attempt)
      writer.member("from", from)
      writer.member("next", next)
      writer.array("pieces") { writer in
        for part in parts {
          writer.object { writer in
            writer.member("stream", part.stream.name)
            writer.member("time_ns", part.time - run.start)
            writer.member("bytes", bytes: part.bytes)
          }
        }
      }
    }
  }
}
