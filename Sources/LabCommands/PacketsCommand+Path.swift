import LabEvidence
import LabReport

extension PacketsCommand {
  /// Prints the path of each packet of which `listing` has a copy; all, where it has everything.
  ///
  /// - Throws: what reading packets throws.
  func printPaths(
    of listing: PacketListing, _ evidence: RunEvidence, _ options: Options,
    in context: CommandContext
  ) throws {
    var packets: Set<Int>?
    if options.place != nil || options.filter != nil || options.during != nil
      || options.part.isOne
    {
      var numbers: Set<Int> = []
      try listing.forEach(options.part) {
        numbers.insert($0.row.number)
        return true
      }
      packets = numbers
    }
    let report = PathReport(
      style: context.style(color), summarize: { PacketSummary.line(for: $0) })
    if options.json {
      var writer = JSONWriter { context.stdout.write($0) }
      try report.write(
        evidence, packets: packets, to: &writer, goesOn: { !context.stdout.isClosed })
      writer.finish()
      return
    }
    try report.write(evidence, packets: packets) { line in
      context.stdout.line(line)
      return !context.stdout.isClosed
    }
  }
}
