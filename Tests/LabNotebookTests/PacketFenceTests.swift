import LabModel
import LabNotebook
import Testing

/// Fences of language `packets`: what they become, and how they are updated.
@Suite struct PacketFenceTests {
  private func plan(_ body: String) throws -> Plan {
    let result = read(notebook(body, frontMatter: "hosts: [a, b]"))
    return try #require(
      result.plan, "\(result.diagnostics.map { DiagnosticText($0).plain }.joined())")
  }

  @Test func aFenceBecomesATranscript() throws {
    let plan = try plan(
      """
      ```console {#ask}
      $ true
      ```
      ```packets {on=b:eth0 filter="icmp or arp" during=ask when="kernel >= 3" xfail="so"}
      ARP, Request who-has 10.0.0.2 tell 10.0.0.1, length 28
      ARP, Reply 10.0.0.2 is-at [0-9a-f:]{17}, length 28 (re)
      ...
      ```
      """)
    let transcript = try #require(plan.packetTranscripts.first)
    #expect(transcript.place == Place(host: "b", interface: "eth0"))
    #expect(transcript.filter?.text == "icmp or arp")
    #expect(transcript.during == StepSelector(name: .word("ask")))
    #expect(transcript.conditions.count == 1)
    #expect(transcript.expectedFailure == "so")
    #expect(transcript.lines.map(\.kind) == [.exact, .regex, .anything])
    #expect(transcript.position.line == 8)
    #expect(transcript.expectedLines == 9..<12)
  }

  @Test(arguments: [
    ("lo", Place(host: "lab", interface: "lo")), ("lab:lo", Place(host: "lab", interface: "lo")),
    ("a:*", Place(host: "a", interface: nil)), ("*", Place(host: "lab", interface: nil)),
    ("b:eth0.5", Place(host: "b", interface: "eth0.5")),
  ])
  func placesAreReadAsInClaims(text: String, place: Place) throws {
    #expect(try plan("```packets {on=\(text)}\n```\n").packetTranscripts[0].place == place)
  }

  @Test func aTranscriptCoversWhatRanSinceTheOneBefore() throws {
    let step = "```console\n$ true\n```\n"
    let packets = "```packets {on=lo}\n```\n"
    let plan = try plan(packets + step + step + packets + packets + step + packets)
    // The second and third have no step between them: they are about the same time.
    #expect(plan.packetTranscripts.map(\.blocks) == [1..<1, 1..<3, 1..<3, 3..<4])
    #expect(plan.packetTranscripts.map(\.number) == [1, 2, 3, 4])
  }

  // MARK: Updates

  private func updated(
    _ body: String, _ seen: [[String]?]
  ) -> (text: String, updates: [PacketUpdate], before: String) {
    let text = notebook(body, frontMatter: "hosts: [a, b]")
    let update = NotebookEditor.updatePackets(
      path: "lab.md", bytes: Array(text.utf8),
      with: seen.enumerated().map { SeenPackets(transcript: $0.offset + 1, lines: $0.element) })
    return (String(decoding: update.bytes, as: UTF8.self), update.updates, text)
  }

  @Test func onlyLinesThatMatchNothingAreRewritten() throws {
    let result = updated(
      """
      ```packets {on=b:eth0}
      ARP, Request * (glob)
      IP old
      ```
      prose
      ```packets {on=a:eth0}
      IP same
      ```
      """, [["ARP, Request x", "IP new"], ["IP same"]])
    #expect(result.text == result.before.replacing("IP old", with: "IP new"))
    #expect(
      result.updates == [
        PacketUpdate(
          transcript: 1,
          change: .rewritten(
            difference: """
              --- lab.md
              +++ lab.md
              @@ -5,3 +5,3 @@
               ```packets {on=b:eth0}
               ARP, Request * (glob)
              -IP old
              +IP new

              """))
      ])
  }

  @Test func anEmptyFenceIsFilledAndAFullOneEmptied() {
    let result = updated(
      "```packets {on=lo}\n```\n\n```packets {on=lo}\nIP x\n```\n", [["IP y", "IP z"], []])
    #expect(
      result.text
        == result.before.replacing("{on=lo}\n```\n\n", with: "{on=lo}\nIP y\nIP z\n```\n\n")
        .replacing("IP x\n", with: ""))
  }

  @Test func whatStandsBeforeAFenceStandsBeforeItsNewLines() {
    let quoted = updated("> ```packets {on=lo}\n> ```\n", [["IP y"]])
    #expect(quoted.text == quoted.before.replacing("on=lo}\n", with: "on=lo}\n> IP y\n"))
    let listed = updated("- ```packets {on=lo}\n  ```\n", [["IP y"]])
    #expect(listed.text == listed.before.replacing("on=lo}\n", with: "on=lo}\n  IP y\n"))
  }

  @Test func whatMustMissOrIsNotAllKnownStays() {
    let result = updated(
      """
      ```packets {on=lo xfail="so"}
      ```
      ```packets {on=lo}
      ```
      """, [["IP y"], nil])
    #expect(result.text == result.before)
    #expect(
      result.updates.map(\.change) == [
        .refused(reason: "it is marked `xfail`"),
        .refused(reason: "not all of its packets are known"),
      ])
  }

  @Test(arguments: [
    (
      "IP 10.0.0.1.40000 > 10.0.0.2.80: Flags [S], seq 12345, win 5, options [TS val 1 ecr 0], length 0",
      "IP 10.0.0.1.* > 10.0.0.2.80: Flags [S], seq *, win 5, options [TS val * ecr *], length 0"
    ),
    (
      "IP 10.0.0.2.80 > 10.0.0.1.40000: Flags [S.], seq 5, ack 12346, win 5, length 0",
      "IP 10.0.0.2.80 > 10.0.0.1.*: Flags [S.], seq *, ack *, win 5, length 0"
    ),
    (
      "IP 10.0.0.1.80 > 10.0.0.2.40000: Flags [R.], seq 0, ack 12345678, win 0, length 0",
      "IP 10.0.0.1.80 > 10.0.0.2.*: Flags [R.], seq 0, ack *, win 0, length 0"
    ),
    (
      "IP 10.0.0.1.40000 > 10.0.0.2.80: Flags [P.], seq 1:6, ack 1, win 5, length 5",
      "IP 10.0.0.1.* > 10.0.0.2.80: Flags [P.], seq 1:6, ack 1, win 5, length 5"
    ),
    (
      "IP 10.0.0.1 > 10.0.0.2: ICMP echo request, id 17, seq 1, length 64",
      "IP 10.0.0.1 > 10.0.0.2: ICMP echo request, id *, seq 1, length 64"
    ),
    (
      "IP6 fd00::1 > fd00::2: ICMP6, echo reply, id 17, seq 1, length 64",
      "IP6 fd00::1 > fd00::2: ICMP6, echo reply, id *, seq 1, length 64"
    ),
    (
      "eth0  Out IP6 fd00::1.50000 > fd00::2.53: 4711+ A? e.org. (23)",
      "eth0  Out IP6 fd00::1.* > fd00::2.53: *+ A? e.org. (23)"
    ),
    (
      "ARP, Reply 10.0.0.2 is-at 1a:56:77:02:56:22, length 28",
      "ARP, Reply 10.0.0.2 is-at *, length 28"
    ),
  ])
  func whatEveryRunHasAnewIsWrittenAsAPattern(packet: String, pattern: String) throws {
    let result = updated("```packets {on=lo}\n```\n", [[packet]])
    #expect(result.text.contains("\n\(pattern) (glob)\n"))
  }

  @Test(arguments: [
    "ARP, Request who-has 10.0.0.2 tell 10.0.0.1, length 28",
    "ARP, Reply 10.0.0.2 is-at 00:16:3e:02:56:22, length 28",
    "IP 10.0.0.1.5000 > 10.0.0.2.9: UDP, length 2", "IP 10.0.0.1 > 224.0.0.22: igmp v3 report",
  ])
  func whatStaysTheSameIsWrittenAsItIs(packet: String) {
    #expect(updated("```packets {on=lo}\n```\n", [[packet]]).text.contains("\n\(packet)\n"))
  }
}
