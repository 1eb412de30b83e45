import LabClaims
import LabModel
import Testing

/// A claim that cannot be read, and the diagnostic for it.
struct Mistake: Sendable, CustomTestStringConvertible {
  var text: String
  /// What is underlined, as it stands in `text`; `^` for the place behind its end.
  var marked: String
  var message: String
  var remedy: String?

  init(_ text: String, _ marked: String, _ message: String, _ remedy: String? = nil) {
    self.text = text
    self.marked = marked
    self.message = message
    self.remedy = remedy
  }

  var testDescription: String { text }
}

struct SyntaxDiagnosticTests {
  private static let scopes = "`before`, `after`, `until`, `during`, `between`"
  private static let place = "a place such as `eth0` or `ns1:eth0`"

  static let mistakes: [Mistake] = [
    Mistake(
      "curl fails untill lo is up", "untill",
      "`untill` cannot stand here, expected \(scopes), `when` or the end of the claim",
      "did you mean `until`?"),
    Mistake(
      "curl fials until lo is up", "fials",
      "`fials` cannot stand here, expected `on`, `is`, `has`, `comes`, `succeeds`, `fails`, "
        + "`exits`, `times`, `prints`, `does` or `takes`", "did you mean `fails`?"),
    Mistake(
      "#a.2 fials", "fials",
      "`fials` cannot stand here, expected `on`, `comes`, `succeeds`, `fails`, `exits`, `is`, "
        + "`times`, `prints`, `does` or `takes`", "did you mean `fails`?"),
    Mistake(
      "curl", "^",
      "the text ends here, expected `on`, `is`, `has`, `comes`, `succeeds`, `fails`, `exits`, "
        + "`times`, `prints`, `does` or `takes`"),
    Mistake(
      "", "^",
      "the text ends here, expected `some`, `no`, `exactly`, `at`, a number, `every`, `packets`, "
        + "`counter`, `kernel`, `route`, `neighbour`, `port`, a step or \(place)"),
    Mistake(
      "exit fails", "exit",
      "`exit` cannot stand here, expected `some`, `no`, `exactly`, `at`, a number, `every`, "
        + "`packets`, `counter`, `kernel`, `route`, `neighbour`, `port`, a step or \(place)",
      "`exit` is a word of this language: a program of that name stands in backticks, an "
        + "interface of that name behind its host (`lab:exit`)"),
    Mistake(
      "route fails", "fails",
      "`fails` cannot stand here, expected a prefix such as `default` or `10.0.0.0/24`",
      "a claim about a program named `route` puts it in backticks"),
    Mistake(
      "/usr/bin/curl fails", "bin/curl", "`bin/curl` is no flag of a regular expression",
      "the only flag is `i`; a slash within the expression is written `\\/`"),
    Mistake(
      "curl exits", "^", "the text ends here, expected a number"),
    Mistake(
      "curl exits seven", "seven", "`seven` cannot stand here, expected a number"),
    Mistake(
      "curl exits 300", "300", "300 is no exit status", "0 to 255"),
    Mistake(
      "curl is upp", "upp",
      "`upp` cannot stand here, expected `up`, `down`, `present`, `absent`, `skipped` or `killed`",
      "did you mean `up`?"),
    Mistake(
      "b:eth0 fails", "fails", "`fails` cannot stand here, expected `is` or `has`"),
    Mistake(
      "nc is killed by SIGTREM", "SIGTREM",
      "`SIGTREM` cannot stand here, expected a signal such as `SIGTERM`",
      "did you mean `SIGTERM`?"),
    Mistake(
      "curl prints \"x\" on ns1", "ns1",
      "`ns1` cannot stand here, expected `stdout` or `stderr`",
      "a host stands right behind the step: `curl on ns1 prints …`"),
    Mistake(
      "curl prints \"x", "\"x", "the \" that opens here is never closed"),
    Mistake(
      "curl prints /x", "/x", "the / that opens here is never closed"),
    Mistake(
      "`curl fails", "`curl fails", "the ` that opens here is never closed"),
    Mistake(
      "curl prints \"a\\nb\"", "\\n", "`\\n` is no escape of a text",
      "write `\\\\` for a backslash; line ends and the like need a regular expression"),
    Mistake(
      "curl prints \"\"", "\"\"", "an empty text is found in every output"),
    Mistake(
      "curl prints //", "//", "an empty regular expression is found in every output"),
    Mistake(
      "curl prints /a/g", "g", "`g` is no flag of a regular expression",
      "the only flag is `i`; a slash within the expression is written `\\/`"),
    Mistake(
      "curl prints “x”", "“", "a typographic quotation mark quotes nothing here",
      "a text stands in \"…\", a filter or command in `…`"),
    Mistake(
      "curl prints ok", "ok",
      "`ok` cannot stand here, expected `nothing`, `the`, `no`, `exactly`, `at`, a number, "
        + "`some` or a text in \"…\" or a regular expression in /…/"),
    Mistake(
      "curl takes less than 5", "^", "the text ends here, expected `ms`, `s` or `min`"),
    Mistake(
      "curl takes less than 5h", "5h", "this is no duration", "a number with `ms`, `s` or `min`"),
    Mistake(
      "curl takes less than 5 sec", "5 sec", "this is no duration",
      "a number with `ms`, `s` or `min`"),
    Mistake(
      "curl takes less than soon", "soon",
      "`soon` cannot stand here, expected a duration such as `500ms`, `1.5 s` or `2 min`"),
    Mistake(
      "3 packets matching \"tcp\"", "\"tcp\"",
      "`\"tcp\"` cannot stand here, expected a filter in backticks", "a filter stands in backticks"),
    Mistake(
      "3 packets matching 'tcp'", "'tcp'",
      "`'tcp'` cannot stand here, expected a filter in backticks",
      "in a claim a filter stands in backticks; single quotes are for attributes"),
    Mistake(
      "3 pakets", "pakets", "`pakets` cannot stand here, expected `to`, `packets` or `sockets`",
      "did you mean `packets`?"),
    Mistake(
      "4 to 2 packets", "4 to 2", "4 to 2 is no range", "2 to 4"),
    Mistake(
      "99999999999999999999 packets", "99999999999999999999",
      "99999999999999999999 is too large a number"),
    Mistake(
      "some pakets on lo", "^",
      "the text ends here, expected `succeeds`, `fails`, `exits`, `is`, `times`, `prints`, `does` "
        + "or `takes`"),
    Mistake(
      "no packets on any:*", "any:*", "`any` is no host",
      "leave the place out for every interface of every host"),
    Mistake(
      "no packets on *:eth0", "*:eth0", "`*` is no host",
      "leave the place out for every interface of every host"),
    Mistake(
      "eth0@if3 is up", "eth0@if3", "`eth0@if3` is not a whole interface name",
      "what follows the @ is its peer: write `eth0`"),
    Mistake(
      "an-interface-too-long is up", "an-interface-too-long",
      "an interface's name has at most 15 bytes, `an-interface-too-long` has 21"),
    Mistake(
      "b:eth0:1 is up", "b:eth0:1", "an interface's name has no `:` and no `/`"),
    Mistake(
      "lo has address 10.0.0.300", "10.0.0.300", "`10.0.0.300` is no address"),
    Mistake(
      "neighbour 10.0.0.0/24 is absent", "10.0.0.0/24", "`10.0.0.0/24` is no single address"),
    Mistake(
      "neighbour 10.0.0.1 is reachabel", "reachabel",
      "`reachabel` cannot stand here, expected `absent` or a state: `none`, `incomplete`, "
        + "`reachable`, `stale`, `delay`, `probe`, `failed`, `noarp` or `permanent`",
      "did you mean `reachable`?"),
    Mistake(
      "route 10.0.0.1/24 is present", "10.0.0.1/24",
      "`10.0.0.1/24` has bits set behind its length, no route can have it",
      "its prefix is `10.0.0.0/24`"),
    Mistake(
      "route 10.0.0.0/33 is present", "10.0.0.0/33", "`10.0.0.0/33` is no prefix"),
    Mistake(
      "route default table mian is present", "mian",
      "`mian` cannot stand here, expected a table: `main`, `local`, `default` or a number",
      "did you mean `main`?"),
    Mistake(
      "route default has type blackhol", "blackhol",
      "`blackhol` cannot stand here, expected a type of route: `unicast`, `local`, `broadcast`, "
        + "`anycast`, `multicast`, `blackhole`, `unreachable`, `prohibit`, `throw` or `nat`",
      "did you mean `blackhole`?"),
    Mistake(
      "port 8900 is listening", "8900",
      "`8900` cannot stand here, expected a port such as `tcp/8900`",
      "name the protocol too: `tcp/8900` or `udp/8900`"),
    Mistake(
      "port tcp/70000 is listening", "tcp/70000", "70000 is no port", "ports are 1 to 65535"),
    Mistake(
      "no sockets in state lisen", "lisen",
      "`lisen` cannot stand here, expected a state: `established`, `syn-sent`, `syn-recv`, "
        + "`fin-wait-1`, `fin-wait-2`, `time-wait`, `closed`, `close-wait`, `last-ack`, `listen` "
        + "or `closing`", "did you mean `listen`?"),
    Mistake(
      "no sockets with port 0", "0", "0 is no port", "1 to 65535"),
    Mistake(
      "counter tx_droped on lo does not change", "tx_droped", "`tx_droped` is no counter",
      "did you mean `tx_dropped`?"),
    Mistake(
      "counter ListenDrops does not change", "ListenDrops", "`ListenDrops` is no counter",
      "nstat names the counters of a host (`TcpExtListenDrops`), `ip -s -s link` shows those of "
        + "an interface (`tx_dropped`)"),
    Mistake(
      "counter tx_dropped does not change", "tx_dropped",
      "`tx_dropped` is a counter of an interface, and none is named",
      "`counter tx_dropped on eth0 …`"),
    Mistake(
      "counter IpInReceives on b:eth0 does not change", "b:eth0",
      "`IpInReceives` is a counter of a host, not of an interface",
      "`counter IpInReceives on b …`"),
    Mistake(
      "kernel panics", "panics", "`panics` cannot stand here, expected `log`"),
    Mistake(
      "curl fails when", "^", "the text ends here, expected `kernel`, `config` or `param`"),
    Mistake(
      "curl fails when kernel 6.5", "6.5",
      "`6.5` cannot stand here, expected `=`, `!=`, `<`, `<=`, `>` or `>=`"),
    Mistake(
      "curl fails when kernel >= new", "new",
      "`new` cannot stand here, expected a version such as `6.5`"),
    Mistake(
      "curl fails when param mtu 1500", "1500", "`1500` cannot stand here, expected `=`"),
    Mistake(
      "curl fails between lo is up", "^",
      "the text ends here, expected `and`"),
    Mistake(
      "a.b: curl fails", "a.b:", "a label is made of letters, digits, `-` and `_`"),
    Mistake(
      "label:", "^",
      "the text ends here, expected `some`, `no`, `exactly`, `at`, a number, `every`, `packets`, "
        + "`counter`, `kernel`, `route`, `neighbour`, `port`, a step or \(place)"),
    Mistake(
      "packets matching `tcp` on lo cross lo", "cross",
      "`cross` cannot stand here, expected `comes`", nil),
    Mistake(
      "packets matching `tcp` come at 0s, within 1s", "within",
      "`within` cannot stand here, expected a duration such as `500ms`, `1.5 s` or `2 min`"),
    Mistake(
      "ping prints /(?<a>.)/ where a < fast", "fast",
      "`fast` cannot stand here, expected a number"),
    Mistake(
      "curl on up fails", "up", "`up` cannot stand here, expected a host"),
  ]

  @Test(arguments: mistakes) func saysWhereAndWhat(_ mistake: Mistake) throws {
    let parsed = read(mistake.text)
    #expect(parsed.value == nil)
    let diagnostic = try #require(parsed.diagnostics.first)
    #expect(diagnostic.severity == .error)
    #expect(diagnostic.path == "x.md")
    #expect(diagnostic.sourceLine == mistake.text)
    #expect(diagnostic.position.line == 7)
    let scalars = Array(mistake.text.unicodeScalars)
    let start = diagnostic.position.column - 1
    if mistake.marked == "^" {
      #expect(start == scalars.count)
      #expect(diagnostic.length == 1)
    } else {
      try #require(start >= 0 && start + diagnostic.length <= scalars.count)
      let marked = scalars[start..<start + diagnostic.length].map { String($0) }.joined()
      #expect(marked == mistake.marked)
    }
    #expect(diagnostic.message == mistake.message)
    #expect(diagnostic.remedy == mistake.remedy)
  }

  @Test func findsSeveralMistakesInOneLine() {
    let parsed = read("curl exits 300 or 400 until eth0@if3 is up")
    #expect(parsed.diagnostics.map(\.position.column) == [12, 19, 29])
    let broken = read("curl prints \"a\\nb\\tc\"")
    #expect(broken.diagnostics.map(\.position.column) == [15, 18])
  }

  @Test func countsColumnsInScalarsOfTheWholeLine() throws {
    let source = SourceText(
      "e\u{301}cho prints \"é\" untl lo is up", position: SourcePosition(line: 3, column: 5),
      path: "n.md", sourceLine: "    e\u{301}cho prints \"é\" untl lo is up  ")
    let diagnostic = try #require(ClaimParser.claim(source).diagnostics.first)
    #expect(diagnostic.position == SourcePosition(line: 3, column: 22))
    #expect(diagnostic.length == 4)
    #expect(diagnostic.sourceLine.hasPrefix("    "))
  }

  @Test func readsConditionsOfAttributes() throws {
    let source = SourceText(
      "kernel >= 6.5 and config NET_SCH_NETEM and param mtu = 1500 and param x = 'a b'",
      position: SourcePosition(line: 2, column: 20))
    #expect(
      ClaimParser.conditions(source).value == [
        .kernel(VersionCondition(comparison: .greaterOrEqual, version: [6, 5])),
        .option("NET_SCH_NETEM"), .parameter(name: "mtu", value: "1500"),
        .parameter(name: "x", value: "a b"),
      ])
  }

  @Test func placesDiagnosticsWithinAttributes() throws {
    for (text, column, message) in [
      ("kernel => 6.5", 28, "`>` cannot stand here, expected a version such as `6.5`"),
      (
        "kernel >= 6.5 or config A", 34,
        "`or` cannot stand here, expected `and` or the end of the conditions"
      ),
      (
        "konfig A", 20, "`konfig` cannot stand here, expected `kernel`, `config` or `param`"
      ),
      (
        "config NET-X", 27,
        "`NET-X` cannot stand here, expected a kernel option such as `NET_SCH_NETEM`"
      ),
    ] {
      let line = "```console {#abc when=\"" + text + "\"}"
      let source = SourceText(
        text, position: SourcePosition(line: 2, column: 20), path: "n.md", sourceLine: line)
      let diagnostic = try #require(ClaimParser.conditions(source).diagnostics.first)
      #expect(diagnostic.position == SourcePosition(line: 2, column: column))
      #expect(diagnostic.message == message)
      #expect(diagnostic.sourceLine == line)
    }
  }

  @Test func readsMomentsOfAttributes() {
    func moment(_ text: String) -> Moment? {
      ClaimParser.moment(SourceText(text, position: SourcePosition(line: 1, column: 1))).value
    }
    #expect(
      moment("port tcp/8900 is listening")
        == .state(.port(PortSelector(transport: .tcp, number: 8900), isListening: true, host: nil)))
    #expect(
      moment("packet matching 'icmp' on b:eth0")
        == .packet(PacketFilter("icmp"), Place(host: "b", interface: "eth0")))
    #expect(moment("packet matching `icmp`") == .packet(PacketFilter("icmp"), nil))
    #expect(moment("#serve") == .steps(StepSelector(name: .id("serve", command: nil))))
    #expect(moment("lo is up before curl") == nil)
  }

  @Test func readsVersionsOfFrontMatter() {
    func versions(_ text: String) -> Parsed<[VersionCondition]> {
      ClaimParser.kernelVersions(SourceText(text, position: SourcePosition(line: 4, column: 12)))
    }
    let atLeast = VersionCondition(comparison: .greaterOrEqual, version: [5, 10])
    let below = VersionCondition(comparison: .less, version: [6, 5])
    #expect(versions(">=5.10").value == [atLeast])
    #expect(versions(">= 5.10, <6.5").value == [atLeast, below])
    #expect(versions(">= 5.10 and < 6.5").value == [atLeast, below])
    #expect(
      versions("5.10").diagnostics.map(\.message) == [
        "`5.10` cannot stand here, expected `=`, `!=`, `<`, `<=`, `>` or `>=`"
      ])
    #expect(versions(">=5.10x").diagnostics.map(\.position.column) == [14])
  }
}
