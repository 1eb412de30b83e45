import LabEvidence
import LabModel
import LabNotebook
import TestSupport
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
    let lab = try ConductedNotebook(
      text:
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

  @Test func theProgramUpdatesAFileAndPrintsThePackets() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file(
      "lab.md", Self.notebook("```packets {on=b:eth0 filter=arp}\nwrong\n```"))
    let database = ["--db", folder.path + "/lab.sqlite"]
    #expect(try LabbookProcess.run(["run", path] + database).status == 1)
    let update = try LabbookProcess.run(["run", "--update", path] + database)
    #expect(update.status == 0, "\(update.stdout)")
    #expect(update.stdout.contains("-wrong\n"))
    #expect(
      try folder.text("lab.md").contains(
        """
        {on=b:eth0 filter=arp}
        ARP, Request who-has 10.0.0.2 tell 10.0.0.1, length 28
        ARP, Reply 10.0.0.2 is-at *, length 28 (glob)
        ```
        """))
    #expect(try LabbookProcess.run(["run", path] + database).status == 0)
    let list = try LabbookProcess.run(
      ["packets", "--on", "b:eth0", "--filter", "arp", "--during", "ask"] + database)
    #expect(list.status == 0)
    #expect(
      list.stdout.hasPrefix("ARP, Request who-has 10.0.0.2 tell 10.0.0.1, length 28\nARP, Rep"))
    let all = try LabbookProcess.run(["packets", "--during", "1"] + database)
    #expect(all.stdout.contains("b:eth0 B   ARP, Request"))
    let show = try LabbookProcess.run(["show"] + database)
    #expect(show.stdout.contains("✓ met  packets on b:eth0, `arp`, line "))
    let judge = try LabbookProcess.run(["judge", "--json"] + database)
    #expect(judge.status == 0)
    #expect(judge.stdout.contains(#""answer": "met""#))
    #expect(try LabbookProcess.run(["packets", "--on", "c:eth0"] + database).status == 2)
  }

  @Test func judgingAnOldRunWithATranscriptOfTodayIsLikeRunningIt() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("lab.md", Self.notebook(""))
    let database = ["--db", folder.path + "/lab.sqlite"]
    #expect(try LabbookProcess.run(["run", path] + database).status == 0)
    _ = try folder.file("lab.md", Self.notebook("```packets {on=b:eth0 filter=arp}\nwrong\n```"))
    let judge = try LabbookProcess.run(["judge"] + database)
    #expect(judge.status == 1)
    #expect(judge.stdout.contains("✗ missed  packets on b:eth0"))
    // The notebook has other steps now: what it was about cannot be told any more.
    let other = Self.notebook("```packets {on=b:eth0 filter=arp}\n...\n```")
      .replacing("ping -c 1", with: "ping -c 2")
    _ = try folder.file("lab.md", other)
    #expect(try LabbookProcess.run(["judge"] + database).status == 4)
  }
}
