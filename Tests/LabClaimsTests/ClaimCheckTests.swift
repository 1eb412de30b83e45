import LabClaims
import LabModel
import Testing

struct ClaimCheckTests {
  private let check = ClaimCheck(
    context: ClaimContext(
      hosts: ["lab", "ns1"], interfaces: [Place(host: "ns1", interface: "eth0")],
      steps: StepIndex(steps), parameters: ["mtu"]))

  private func diagnostics(_ text: String) -> [Diagnostic] {
    let parsed = read(text)
    #expect(parsed.diagnostics.isEmpty, "\(text)")
    return check.diagnostics(for: parsed)
  }

  @Test(arguments: [
    "curl fails until lo is up", "#serve.2 succeeds", "serve.1 succeeds", "curl on ns1 fails",
    "`curl -sS` fails", "python3.11 on ns1 prints /(?<n>\\d+)/ where n > 3",
    "no packets matching `ether broadcast` on ns1:eth0", "no packets matching `arp`",
    "no packets matching `ether host 1:2:3:4:5:6` on tun0", "lo is up when param mtu = 1500",
    "port tcp/80 is listening on ns1", "3 packets matching `icmp`",
    "at least 3 packets matching `tcp port 80`", "no packets matching `tcp`",
    "1 packet matching `tcp[tcpflags] = tcp-syn`", "some packets matching `icmp` on ns1:*",
  ])
  func takesWhatIsThere(_ text: String) { #expect(diagnostics(text).isEmpty) }

  /// `(claim, what is underlined, message, remedy)`.
  static let findings: [(String, String, String, String?)] = [
    (
      "crul fails", "crul", "no block has the id `crul`, and no step runs a program of that name",
      "did you mean `curl`?"
    ),
    (
      "wget fails", "wget", "no block has the id `wget`, and no step runs a program of that name",
      nil
    ),
    ("#sreve fails", "#sreve", "no block has the id `sreve`", "did you mean `#serve`?"),
    (
      "#serve.3 fails", "#serve.3", "the block `serve` has no command 3",
      "its commands are `serve.1` to `serve.2`"
    ),
    (
      "serve.0 fails", "serve.0", "the block `serve` has no command 0",
      "its commands are `serve.1` to `serve.2`"
    ),
    ("`wget x` fails", "`wget x`", "no step's command begins with `wget x`", nil),
    ("nc on ns1 fails", "nc", "no step `nc` runs on ns1", nil),
    ("curl on ns2 fails", "ns2", "no host is called `ns2`", "did you mean `ns1`?"),
    (
      "lo is up during curl on elsewhere", "elsewhere", "no host is called `elsewhere`",
      "list it under `hosts`, or under `netns` where a step makes it"
    ),
    ("ns2:eth0 is up", "ns2:eth0", "no host is called `ns2`", "did you mean `ns1`?"),
    ("no packets on ns2:*", "ns2:*", "no host is called `ns2`", "did you mean `ns1`?"),
    ("port tcp/80 is listening on ns2", "ns2", "no host is called `ns2`", "did you mean `ns1`?"),
    (
      "lo is up when param mut = 1500", "mut", "there is no parameter `mut`",
      "did you mean `mtu`?"
    ),
    (
      "curl prints /(a/", "/(a/", "this is no regular expression: expected ')'", nil
    ),
    (
      "curl prints /(?<n>a)/ where m = 1", "m", "the pattern has no group called `m`",
      "name the part that is the number in a regular expression: `(?<m>[0-9.]+)`"
    ),
    (
      "curl prints \"a\" where n = 1", "n", "a text has no groups, so none is called `n`",
      "name the part that is the number in a regular expression: `(?<n>[0-9.]+)`"
    ),
    (
      "3 packets matching `tcp port 80`", "3",
      "with offloads on, several TCP segments can be one packet, so this count may vary",
      "set `offloads: false` in the front matter, or ask for `at least`"
    ),
    (
      "at most 9 packets matching `host 10.0.0.1 and tcp`", "at most 9",
      "with offloads on, several TCP segments can be one packet, so this count may vary",
      "set `offloads: false` in the front matter, or ask for `at least`"
    ),
  ]

  @Test(arguments: findings)
  func findsWhatIsNotThere(
    _ text: String, _ marked: String, _ message: String, _ remedy: String?
  ) throws {
    let found = diagnostics(text)
    let diagnostic = try #require(found.first)
    #expect(found.count == 1)
    let scalars = Array(text.unicodeScalars)
    let start = diagnostic.position.column - 1
    let underlined = scalars[start..<start + diagnostic.length].map { String($0) }.joined()
    #expect(underlined == marked)
    #expect(diagnostic.message == message)
    #expect(diagnostic.remedy == remedy)
    #expect(diagnostic.severity == (message.contains("offloads") ? .warning : .error))
  }

  @Test func filtersMustSuitAPlace() {
    // Nothing can take it anywhere.
    #expect(diagnostics("no packets matching `prot 80`").count == 1)
    let direction = diagnostics("no packets matching `inbound and arp` on lo")
    #expect(
      direction.first?.remedy
        == "the direction stands outside the filter: `packets … entering eth0`, `… leaving eth0`")
    // CAN frames come from no interface that is known or that carries IP.
    let onEnd = diagnostics("no packets matching `wlan host 1:2:3:4:5:6 and type ctl` on ns1:eth0")
    #expect(onEnd.count == 1)
    #expect(
      onEnd.first?.message.hasPrefix("no packet on `ns1:eth0` can match this filter: ") == true)
  }

  @Test func findsAllOfThemAtOnce() {
    let found = diagnostics(
      "a: crul on ns2 prints /(/ where n = 1 until packet matching `prot` on ns3:x when param q = 1"
    )
    #expect(found.map(\.position.column) == [4, 12, 23, 61, 71, 88])
  }

  @Test func offloadsSwitchedOffWarnOfNothing() {
    var context = check.context
    context.offloads = false
    let parsed = read("3 packets matching `tcp port 80`")
    #expect(ClaimCheck(context: context).diagnostics(for: parsed).isEmpty)
  }
}
