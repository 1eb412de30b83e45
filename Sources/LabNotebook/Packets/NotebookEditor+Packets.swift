import LabModel

/// The packets that one packet transcript is about, for an update.
package struct SeenPackets: Sendable, Hashable {
  /// The transcript's number in the notebook.
  package var transcript: Int
  /// The lines of the packets; nil where evidence is missing or it was not judged.
  package var lines: [String]?

  package init(transcript: Int, lines: [String]?) {
    self.transcript = transcript
    self.lines = lines
  }
}

/// What an update does to one packet transcript.
package struct PacketUpdate: Sendable, Hashable {
  /// The transcript's number in the notebook.
  package var transcript: Int
  package var change: StepUpdate.Change

  package init(transcript: Int, change: StepUpdate.Change) {
    self.transcript = transcript
    self.change = change
  }
}

extension NotebookEditor {
  /// Rewrites the packet transcripts of the notebook with these bytes that do not match what was seen.
  ///
  /// Lines whose pattern still matches stay; everything else stays byte for byte. One that is marked
  /// `xfail`, or whose packets may not all be known, stays as it is.
  package static func updatePackets(
    path: String, bytes: [UInt8], with seen: [SeenPackets]
  ) -> (bytes: [UInt8], updates: [PacketUpdate]) {
    var bytes = bytes
    var updates: [PacketUpdate] = []
    for packets in seen.sorted(by: { $0.transcript < $1.transcript }) {
      guard let plan = NotebookReader.read(path: path, bytes: bytes).plan,
        let transcript = plan.packetTranscripts.first(where: { $0.number == packets.transcript })
      else { continue }
      func refuse(_ reason: String) {
        updates.append(
          PacketUpdate(transcript: packets.transcript, change: .refused(reason: reason)))
      }
      guard let lines = packets.lines else {
        refuse("not all of its packets are known")
        continue
      }
      let output = StepOutput(packets: lines)
      guard !transcript.expectation.outcome(of: output).isMet else { continue }
      guard transcript.expectedFailure == nil else {
        refuse("it is marked `xfail`")
        continue
      }
      let writer = PacketTranscriptWriter(plan)
      let revised = writer.lines(transcript, lines)
      let changed = writer.applied(revised, to: transcript)
      let reread = NotebookReader.read(path: path, bytes: changed).plan?.packetTranscripts
      guard let reread, reread.count == plan.packetTranscripts.count,
        let again = reread.first(where: { $0.number == packets.transcript }),
        again.expectation.outcome(of: output).isMet
      else {
        refuse("its packets cannot be written here so that they read back")
        continue
      }
      bytes = changed
      updates.append(
        PacketUpdate(
          transcript: packets.transcript,
          change: .rewritten(difference: writer.difference(transcript, revised))))
    }
    return (bytes, updates)
  }
}
