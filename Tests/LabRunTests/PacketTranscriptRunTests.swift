import LabEvidence
import LabModel
import LabNotebook
import Testing

/// Packet transcripts of notebooks that are run for real.
@Suite struct PacketTranscriptRunTests {
  private static func notebook(_ packets: String) -> String {
    """
    ---
    labbook: 1
    hosts: [a, b]
    links:
      - a:eth0 10.0.0.1/24 -- b:eth0 10.0.0.2/24
    ipv6: false
    ---
    ```console {#ask .any}
    a$ ping -c 1 -W 1 10.0.0.2
    ```

    \(packets)
    """
  }

  @Test func whatTheWireCarriedIsMetAndStored() throws {
    let lab = try ConductedNotebook(text: 
      Self.notebook(
        """
        ```packets {on=b:eth0 filter=arp}
        ARP, Request who-has 10.0.0.2 tell 10.0.0.1, length 28
        ARP, Reply 10.0.0.2 is-at [0-9a-f:]{17}, length 28 (re)
        ```

        ```packets {on=a:* filter=icmp during=ask}
        eth0  Out IP 10.0.0.1 > 10.0.0.2: ICMP echo request, id *, seq 1, length 64 (glob)
        eth0  In  IP 10.0.0.2 > 10.0.0.1: ICMP echo reply, id *, seq 1, length 64 (glob)
        ```

        ```packets {on=lo}
        ```
        """))
    #expect(lab.result.status == .finished)
    #expect(lab.result.transcripts.map(\.answer) == [.met, .met, .met])
    let stored = try PacketTranscriptStore(lab.store).latest(ofRun: lab.result.number)
    #expect(stored.map(\.answer) == [.met, .met, .met])
    #expect(stored.map(\.place) == ["b:eth0", "a:*", "lab:lo"])
  }

  @Test func whatMissesIsUpdatedSoThatTheNextRunMeetsIt() throws {
    let text = Self.notebook(
      """
      ```packets {on=b:eth0}
      something else
      ```
      """)
    let lab = try ConductedNotebook(text: text)
    #expect(lab.result.transcripts.map(\.answer) == [.missed])
    let update = NotebookEditor.updatePackets(
      path: "experiment.md", bytes: Array(text.utf8),
      with: lab.result.transcripts.map { SeenPackets(transcript: $0.number, lines: $0.seen) })
    let again = try ConductedNotebook(text: String(decoding: update.bytes, as: UTF8.self))
    #expect(again.result.transcripts.map(\.answer) == [.met])
    #expect(again.plan.packetTranscripts[0].lines.count == 4)
  }
}
