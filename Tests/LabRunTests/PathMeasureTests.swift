import Glibc
import LabEvidence
import LabModel
import LabRun
import Testing

/// Real traffic through a bridge, MASQUERADE and a router, joined and held against what the
/// generator knows.
///
/// With `LABBOOK_PATHS=full` in the environment it is 1,000 pings, 200 TCP connections with bulk data
/// and 120,000 equal datagrams; else a tenth. The figures are printed.
@Suite(.serialized)
struct PathMeasureTests {
  private static let isFull = getenv("LABBOOK_PATHS").map { String(cString: $0) } == "full"
  private static var pings: Int { isFull ? 1000 : 100 }
  private static var connections: Int { isFull ? 100 : 10 }
  private static var datagrams: [String: Int] {
    isFull ? ["c1": 60_010, "c2": 59_990] : ["c1": 1010, "c2": 990]
  }
  /// Between bursts, in µs: captures are to lose nothing, also where the machine is busy.
  private static var pause: Int { isFull ? 10_000 : 2000 }

  /// What the interfaces' offloads are.
  enum Offloads: String, CaseIterable, CustomTestStringConvertible {
    case off
    case on
    /// On, but for lab's uplink: what came in as one segment leaves in many.
    case mixed

    var testDescription: String { rawValue }
  }

  private static func notebook(_ offloads: Offloads) -> String {
    """
    ---
    labbook: 1
    title: Traffic
    hosts: [c1, c2, router, server]
    links:
      - c1:eth0 10.0.0.2/24 -- lab:v1
      - c2:eth0 10.0.0.3/24 -- lab:v2
      - lab:up 192.0.2.1/24 -- router:near 192.0.2.2/24
      - router:far 198.51.100.1/24 -- server:eth0 198.51.100.2/24
    ipv6: false
    lo: up
    offloads: \(offloads != .off)
    timeout: 900s
    step-timeout: 300s
    capture-buffer: 64MiB
    ---
    ```sh
    ip link add br0 type bridge
    ip link set v1 master br0
    ip link set v2 master br0
    ip addr add 10.0.0.1/24 dev br0
    ip link set br0 up
    sysctl -qw net.ipv4.ip_forward=1
    ip route add default via 192.0.2.2
    ip -n c1 route add default via 10.0.0.1
    ip -n c2 route add default via 10.0.0.1
    ip -n server route add default via 198.51.100.1
    ip netns exec router sysctl -qw net.ipv4.ip_forward=1
    \(offloads == .mixed ? "ethtool -K up tso off gso off" : "true")
    nft -f - <<'END'
    table ip nat {
      chain out {
        type nat hook postrouting priority srcnat;
        oifname "up" masquerade
      }
    }
    END
    ```
    ```perl {file=serve.pl}
    use IO::Socket::INET; use Socket;
    my $udp = IO::Socket::INET->new(LocalPort => 9000, Proto => "udp") or die;
    setsockopt($udp, SOL_SOCKET, SO_RCVBUF, 1 << 24);
    my $listen = IO::Socket::INET->new(LocalPort => 8000, Listen => 128, ReuseAddr => 1) or die;
    $SIG{CHLD} = "IGNORE";
    while (my $client = $listen->accept) {
      next if fork;
      my $got = 0;
      while (sysread($client, my $data, 65536)) { $got += length $data }
      print $client "got $got\\n" x 1000;
      exit;
    }
    ```
    ```perl {file=bulk.pl}
    use IO::Socket::INET; use Time::HiRes "usleep";
    for my $n (1..$ARGV[0]) {
      my $s = IO::Socket::INET->new(
        PeerAddr => "198.51.100.2", PeerPort => 8000, Proto => "tcp") or die "$n: $!";
      my $data = pack("N*", map { $n * 65536 + $_ } 1..5000);
      for my $part (1..5) { syswrite($s, $data); usleep(\(pause)) }
      shutdown($s, 1);
      1 while sysread($s, my $answer, 65536);
    }
    ```
    ```perl {file=flood.pl}
    use Socket; use Time::HiRes "usleep";
    socket(my $s, PF_INET, SOCK_DGRAM, 17);
    bind($s, sockaddr_in(5000, INADDR_ANY));
    my $to = sockaddr_in(9000, inet_aton("198.51.100.2"));
    for my $n (1..$ARGV[0]) {
      send($s, "x" x 64, 0, $to);
      usleep(\(pause)) if $n % 20 == 0;
    }
    ```
    ```sh {host=server}
    perl serve.pl &
    ```
    ```sh {#first}
    ip netns exec c1 ping -c 1 -s 101 -q 198.51.100.2
    ip netns exec c2 ping -c 1 -s 102 -q 198.51.100.2
    # One after the other: where two flows race for a port, a few packets get one of their own.
    ip netns exec c1 perl flood.pl 1
    ip netns exec c2 perl flood.pl 1
    ```
    ```sh {#pings}
    ip netns exec c1 ping -q -c \(pings) -i 0.002 198.51.100.2
    ```
    ```sh {#bulk}
    ip netns exec c1 perl bulk.pl \(connections) &
    ip netns exec c2 perl bulk.pl \(connections)
    wait
    ```
    ```sh {#flood}
    ip netns exec c1 perl flood.pl \((datagrams["c1"] ?? 1) - 1) &
    ip netns exec c2 perl flood.pl \((datagrams["c2"] ?? 1) - 1)
    wait
    ```
    """
  }

  @Test(arguments: Offloads.allCases)
  func realTrafficIsJoinedRight(offloads: Offloads) throws {
    let notebook = try ConductedNotebook(text: Self.notebook(offloads))
    let (result, evidence) = (notebook.result, notebook.evidence)
    try #require(result.status == .finished, "\(result.reason ?? "")")
    for miss in result.misses { Issue.record("step \(miss.step.number) missed") }

    let start = ContinuousClock.now
    let truth = try PathTruth(evidence)
    let took = ContinuousClock.now - start
    let pings = truth.pings()
    let connections = offloads == .off ? truth.connections() : truth.cutConnections()
    let datagrams = truth.datagrams(Self.datagrams)
    print("offloads \(offloads), \(evidence.packets.count) crossings, \(took)")
    print("  pings: \(pings)\n  TCP: \(connections)\n  equal datagrams: \(datagrams)")
    fflush(nil)
    // What a machine that is too busy lost is lost; nothing may be wrong because of it.
    for score in [pings, connections] { #expect(score.wrong == 0, "\(score)") }
    guard evidence.losses.isEmpty else { return print("  captures lost packets") }
    #expect(pings.total >= 2 * Self.pings)
    #expect(connections.total > 4 * Self.connections)
    #expect(datagrams.total == Self.datagrams.values.reduce(0, +))
    for score in [pings, connections, datagrams] {
      #expect(score.wrong == 0, "\(score)")
      if offloads == .off { #expect(score.uncertainShare < 0.01, "\(score)") }
    }
  }
}
