import LabEvidence
import LabModel
import Testing

@Suite struct TroubleScannerTests {
  struct Sample: Sendable, CustomTestStringConvertible {
    var kind: KernelTrouble.Kind
    var title: String
    var lines: @Sendable (KernelLogText) -> [String]

    init(
      _ kind: KernelTrouble.Kind, _ title: String,
      _ lines: @escaping @Sendable (KernelLogText) -> [String]
    ) {
      self.kind = kind
      self.title = title
      self.lines = lines
    }

    var testDescription: String { title }
  }

  static let samples = [
    Sample(.warning, "WARNING in dev_put_track", { $0.warning }),
    Sample(.warning, "WARNING in dev_put_track", { $0.newWarning }),
    Sample(.oops, "oops in br_handle_frame", { $0.nullPointer }),
    Sample(.generalProtection, "general protection fault in tcp_ack", { $0.protectionFault }),
    Sample(.bug, "BUG in skb_panic", { $0.bug }),
    Sample(.kasan, "KASAN in nft_parse_register", { $0.kasan }),
    Sample(.kcsan, "KCSAN in tcp_poll", { $0.kcsan }),
    Sample(.ubsan, "UBSAN in netem_enqueue", { $0.ubsan }),
    Sample(.lockdep, "lockdep in dev_ioctl", { $0.lockdep }),
    Sample(.rcuUsage, "suspicious RCU usage in fib_table_lookup", { $0.rcuUsage }),
    Sample(.hungTask, "hung task in linkwatch_event", { $0.hungTask }),
    Sample(.rcuStall, "RCU stall in nf_conntrack_in", { $0.rcuStall }),
    Sample(.softLockup, "soft lockup in inet_twsk_purge", { $0.softLockup }),
    Sample(.deviceHeld, "device held", { $0.deviceHeld }),
    Sample(.memoryLeak, "memory leak", { $0.memoryLeak }),
    Sample(.outOfMemory, "out of memory", { $0.outOfMemory }),
    Sample(.panic, "panic in sysrq_handle_crash", { $0.panic }),
    Sample(.panic, "panic in sysrq_handle_crash", { $0.userModePanic }),
  ]

  private static let around = [
    "IPv6: ADDRCONF(NETDEV_CHANGE): eth0: link becomes ready",
    "device eth0 entered promiscuous mode",
  ]

  @Test(arguments: samples) func aReportIsOneTrouble(sample: Sample) throws {
    let lines = sample.lines(KernelLogText())
    let troubles = TroubleScanner.troubles(
      in: KernelLogText.rows(Self.around + lines + Self.around))
    let trouble = try #require(troubles.first)
    #expect(troubles.count == 1)
    #expect(trouble.kind == sample.kind)
    #expect(trouble.title == sample.title)
    #expect(trouble.fingerprint.utf8.count == 12)
    // Its lines are its own: nothing of what stands around them, and the headline among them.
    let own = Self.around.count + 1...Self.around.count + lines.count
    #expect(own.contains(trouble.lines.lowerBound) && own.contains(trouble.lines.upperBound))
    #expect(trouble.lines.contains(trouble.line))
  }

  @Test(arguments: samples)
  func theFingerprintIsTheSameOnAnotherBootCPUAndBuild(sample: Sample) throws {
    let one = TroubleScanner.troubles(in: KernelLogText.rows(sample.lines(KernelLogText())))
    let other = TroubleScanner.troubles(
      in: KernelLogText.rows(sample.lines(KernelLogText(offset: 0x9af, cpu: 13, pid: 98765))))
    #expect(one.map(\.fingerprint) == other.map(\.fingerprint))
  }

  @Test func differentTroublesHaveDifferentFingerprints() {
    let text = KernelLogText()
    let all = [
      text.warning, text.nullPointer, text.protectionFault, text.bug, text.kasan, text.kcsan,
      text.ubsan, text.lockdep, text.rcuUsage, text.hungTask, text.rcuStall, text.softLockup,
      text.deviceHeld, text.memoryLeak, text.outOfMemory, text.panic,
    ]
    let troubles = TroubleScanner.troubles(in: KernelLogText.rows(all.flatMap { $0 }))
    #expect(troubles.count == all.count)
    #expect(Set(troubles.map(\.fingerprint)).count == all.count)
  }

  @Test func aCutReportGoesFromItsFirstLineToItsLast() throws {
    let lines = KernelLogText().warning
    let trouble = try #require(
      TroubleScanner.troubles(in: KernelLogText.rows(Self.around + lines)).first)
    #expect(trouble.lines == 3...2 + lines.count)
    #expect(
      trouble.frames == [
        "dev_put_track", "veth_dellink", "rtnl_dellink", "rtnetlink_rcv_msg", "netlink_rcv_skb",
      ])
  }

  @Test func aConsolesStampsMakeNoDifference() throws {
    let lines = KernelLogText().nullPointer
    let plain = TroubleScanner.troubles(in: KernelLogText.rows(lines))
    for stamp in ["[    5.142944] ", "[12345.142944][   T12] ", "[    0.000001][    C0] "] {
      let stamped = TroubleScanner.troubles(in: KernelLogText.rows(lines.map { stamp + $0 }))
      #expect(stamped.map(\.fingerprint) == plain.map(\.fingerprint))
      #expect(stamped.map(\.headline) == plain.map(\.headline))
    }
  }

  @Test(arguments: [
    "Spectre V2 : WARNING: Unprivileged eBPF is enabled with eIBRS on, data leaks possible",
    "WARNING: The mand mount option is being deprecated and", "  WARNING: indented",
    "x86/fpu: Supporting XSAVE feature 0x001: 'x87 floating point registers'",
    "INFO: lockdep is turned off.", "rcu: INFO: Stall ended before state dump start",
    "Memory cgroup out of memory: Killed process 12 (sh) total-vm:1kB", "ODEBUG: Out of memory.",
    "clocksource: timekeeping watchdog on CPU0: Marking clocksource 'tsc' as unstable",
    "workqueue: wg_packet_encrypt_worker hogged CPU for >10000us 4 times", "[ 1.0] [#1]", "BUG",
    "traps: cat[12] general protection fault ip:55 sp:7f error:0 in cat[55]", "[", "[]", "", " [#",
  ])
  func whatIsNoTrouble(line: String) {
    #expect(TroubleScanner.troubles(in: KernelLogText.rows([line])).isEmpty)
  }

  @Test func whatComesMuchLaterIsAnotherStory() throws {
    let lines = KernelLogText().hungTask
    let rows =
      KernelLogText.rows(Array(lines.prefix(4)))
      + KernelLogText.rows(Array(lines.dropFirst(4)), from: 5, at: 60_000_000_000)
    let trouble = try #require(TroubleScanner.troubles(in: rows).first)
    #expect(trouble.frames.isEmpty)
    #expect(trouble.title == "hung task")
  }

  @Test func aLogWithoutEndIsReadInTimeAndReportsStayShort() throws {
    let flood = (0..<20_000).map { " flooding_function_\($0 % 7)+0x1/0x2" }
    let rows = KernelLogText.rows(
      ["WARNING: CPU: 0 PID: 1 at a.c:1 f+0x1/0x2", "Call Trace:"] + flood)
    let troubles = TroubleScanner.troubles(in: rows)
    #expect(troubles.count == 1)
    #expect(troubles.first.map { $0.lines.count <= 400 } == true)
  }

  @Test func anythingAtAllIsRead() {
    var generator = SystemRandomNumberGenerator()
    let pool = Self.samples.flatMap { $0.lines(KernelLogText()) }
    for _ in 0..<fuzzRounds(200) {
      let lines = (0..<30).map { _ -> String in
        var bytes = Array((pool.randomElement() ?? "").utf8)
        for _ in 0..<Int.random(in: 0..<4) where !bytes.isEmpty {
          bytes[Int.random(in: 0..<bytes.count)] = generator.next()
        }
        return String(decoding: bytes.prefix(Int.random(in: 0...200)), as: UTF8.self)
      }
      for trouble in TroubleScanner.troubles(in: KernelLogText.rows(lines)) {
        #expect(trouble.lines.contains(trouble.line))
        #expect(trouble.fingerprint.utf8.count == 12)
      }
    }
  }
}
