import LabClaims
import LabModel
import Testing

struct VocabularyTests {
  @Test func knowsSocketStatesAsSsTakesAndPrintsThem() {
    #expect(SocketState(name: "LISTEN") == .listening)
    #expect(SocketState(name: "listening") == .listening)
    #expect(SocketState(name: "ESTAB") == .established)
    #expect(SocketState(name: "unconn")?.rawValue == 7)
    #expect(SocketState(name: "time-wait")?.rawValue == 6)
    #expect(SocketState(name: "open") == nil)
    #expect(SocketState.allCases.allSatisfy { SocketState(name: $0.name) == $0 })
  }

  @Test func knowsNeighbourStatesAndRouteTypes() {
    #expect(NeighbourState(name: "REACHABLE")?.rawValue == 2)
    #expect(NeighbourState(name: "permanent")?.rawValue == 0x80)
    #expect(NeighbourState(name: "gone") == nil)
    #expect(RouteType(name: "throw")?.rawValue == 9)
    #expect(RouteType(name: "Blackhole")?.rawValue == 6)
    #expect(RouteType(name: "bridge") == nil)
    #expect(RouteTable.number(of: "main") == 254)
    #expect(RouteTable.number(of: "LOCAL") == 255)
    #expect(RouteTable.number(of: "100") == 100)
    #expect(RouteTable.number(of: "0") == nil)
    #expect(RouteTable.number(of: "mine") == nil)
  }

  @Test func knowsSignals() {
    #expect(Signal.number(of: "SIGTERM") == 15)
    #expect(Signal.number(of: "term") == 15)
    #expect(Signal.number(of: "9") == 9)
    #expect(Signal.number(of: "SIGSYS") == 31)
    #expect(Signal.number(of: "SIGPOLL") == 29)
    #expect(Signal.number(of: "0") == nil)
    #expect(Signal.number(of: "65") == nil)
    #expect(Signal.number(of: "SIGNAL") == nil)
    #expect(Signal.name(of: 15) == "SIGTERM")
    #expect(Signal.name(of: 40) == "signal 40")
  }

  @Test func tellsCountersOfHostsAndInterfaces() {
    for name in ["TcpExtListenDrops", "IpInReceives", "Ip6InOctets", "Icmp6OutType143"] {
      #expect(CounterName(name) == .host)
    }
    for name in ["tx_dropped", "rx_nohandler", "qdisc dropped"] {
      #expect(CounterName(name) == .interface)
    }
    for name in ["ListenDrops", "tcpExtListenDrops", "Iptables", "Tcp", "rx", "Tcp_x", ""] {
      #expect(CounterName(name) == nil)
    }
  }

  @Test func everySpellingOfAWordIsThatWord() {
    for word in GrammarWord.allCases {
      for spelling in word.spellings {
        #expect(GrammarWord(spelling) == word)
        #expect(GrammarWord(spelling.uppercased()) == word)
      }
    }
    #expect(GrammarWord("curl") == nil)
  }

  @Test(arguments: [
    ("untill", "until"), ("util", "until"), ("bfore", "before"), ("PACKTES", "packets"),
    ("suceeds", "succeeds"), ("si", "is"),
  ])
  func findsTheNearestWord(_ word: String, _ expected: String) {
    #expect(
      NearestName.of(word, among: ["until", "before", "packets", "succeeds", "is"]) == expected)
  }

  @Test func findsNoWordWhereNoneIsNear() {
    #expect(NearestName.of("banana", among: ["until", "before"]) == nil)
    #expect(NearestName.of("x", among: ["s"]) == nil)
    #expect(NearestName.of(String(repeating: "a", count: 100_000), among: ["until"]) == nil)
  }

  /// `(condition, release, whether it holds)`.
  static let versions: [(String, String, Bool?)] = [
    (">= 6.5", "6.12.107+deb12-amd64", true), ("= 6.5", "6.5.3", true), ("<= 6.5", "6.5.3", true),
    ("> 6.5", "6.5.3", false), ("< 6.5", "6.5.0-rc1", false), ("> 6.5.2", "6.5.3", true),
    (">= 5.10", "5.9.16", false), ("!= 6.5.3", "6.5.3", false), ("= 6.5.3", "6.5", false),
    ("< 6.5.1", "6.5", true), (">= 6", "6.0.0", true), (">= 6", "next", nil),
  ]

  @Test(arguments: versions)
  func comparesVersions(_ text: String, _ release: String, _ expected: Bool?) throws {
    let conditions = try claim("curl fails when kernel \(text)").conditions
    let circumstances = Circumstances(kernelRelease: release)
    #expect(try #require(conditions.first).holds(in: circumstances) == expected)
  }

  @Test func asksForOptionsAndParameters() {
    let circumstances = Circumstances(
      kernelRelease: "6.1", kernelOptions: ["VETH"], parameters: ["mtu": "1500"])
    #expect(Condition.option("VETH").holds(in: circumstances) == true)
    #expect(Condition.option("TUN").holds(in: circumstances) == false)
    #expect(Condition.option("TUN").holds(in: Circumstances(kernelRelease: "6.1")) == nil)
    #expect(Condition.parameter(name: "mtu", value: "1500").holds(in: circumstances) == true)
    #expect(Condition.parameter(name: "mtu", value: "9000").holds(in: circumstances) == false)
    #expect(Condition.parameter(name: "x", value: "1").holds(in: circumstances) == false)
  }
}
