import Foundation
import LabEvidence
import LabModel
import LabRun
import TestSupport
import Testing

/// Our lines and tcpdump's own for the same real traffic.
@Suite struct TcpdumpComparisonTests {
  /// Traffic of every kind that is decoded, between two hosts and on `lo`.
  private static let traffic = """
    ---
    labbook: 1
    hosts: [a, b]
    links:
      - a:eth0 10.0.0.1/24 fd00::1/64 -- b:eth0 10.0.0.2/24 fd00::2/64
    lo: up
    step-timeout: 20s
    ---
    ```console {.any}
    a$ ping -c 2 -i 0.2 -W 1 10.0.0.2
    a$ ping -6 -c 1 -W 3 fd00::2
    a$ ping -c 1 -W 0.05 10.0.0.9
    [any]
    a$ ping -c 1 -M do -s 3000 -W 0.05 10.0.0.2
    [any]
    a$ ping -c 1 -s 3000 -W 1 10.0.0.2
    a$ echo refused > /dev/udp/10.0.0.2/9
    a$ bash -c 'echo refused > /dev/udp/fd00::2/9'
    [any]
    a$ bash -c 'echo > /dev/tcp/10.0.0.2/9'
    [any]
    ```
    ```console {.any}
    b$ head -c 200000 /dev/zero | nc -l -N 7001 > /dev/null &
    a$ echo hello | nc -N 10.0.0.2 7001 > /dev/null
    a$ printf '\\0\\7\\1\\0\\0\\1\\0\\0\\0\\0\\0\\0\\1e\\3org\\0\\0\\1\\0\\1' > /dev/udp/10.0.0.2/53
    $ printf 'HTTP/1.0 200 OK\\r\\n\\r\\nBAM!\\n' | nc -l -N 127.0.0.1 8080 &
    $ curl -sS 127.0.0.1:8080
    b$ echo back | nc -6 -l -N 7002 > /dev/null &
    a$ echo hello | nc -6 -N fd00::2 7002 > /dev/null
    ```
    """

  @Test(.enabled(if: Tcpdump.path != nil, "tcpdump is not installed"))
  func everyLineOfRealTrafficIsTcpdumps() throws {
    let lab = try ConductedNotebook(text: Self.traffic)
    let summarizer = PacketSummarizer()
    var ours: [Int: [String]] = [:]
    var frames: [Int: [PacketRow]] = [:]
    try lab.evidence.packets.forEach(in: Int64.min...Int64.max) { packet in
      ours[packet.interface, default: []].append(summarizer.line(for: packet))
      frames[packet.interface, default: []].append(packet)
      return true
    }
    #expect(frames.count >= 3)
    var explained = 0
    for (interface, rows) in frames {
      let theirs = try Tcpdump.lines(rows)
      let lines = ours[interface] ?? []
      #expect(lines.count == theirs.count)
      for (line, theirs) in zip(lines, theirs) where line != theirs {
        #expect(KeptDifference.explains(line, theirs), "\(line)\n\(theirs)")
        explained += 1
      }
    }
    #expect(explained > 0, "no difference that is kept has been there")
    // What this is about has been there.
    let all = ours.values.flatMap(\.self)
    for sign in [
      "ARP, Request", "ARP, Reply", "ICMP echo reply", "ICMP6, echo reply",
      "udp port 9 unreachable",
      "ICMP6, neighbor solicitation", "ICMP6, destination unreachable", "Flags [S.]", "Flags [R.]",
      "Flags [F.]", "IP6 fd00::1", "HBH ICMP6, multicast listener report v2",
      "ip-proto-1", "Flags [P.], seq 1:7", ": 7+ A? e.org. (23)",
    ] {
      #expect(all.contains { $0.contains(sign) }, "no packet with \(sign)")
    }
  }
}

/// The differences from tcpdump's lines that are kept on purpose: docs/notebook.md lists them.
enum KeptDifference: CaseIterable {
  /// What TCP and UDP carry is not looked into, but for DNS over UDP: tcpdump adds `: HTTP: GET /…`
  /// to segments of some well-known ports.
  case payload
  /// Of frames that are not decoded tcpdump prints the bytes.
  case unknownFrames

  /// Whether one of them makes our line and tcpdump's differ.
  static func explains(_ ours: String, _ theirs: String) -> Bool {
    allCases.contains { difference in
      switch difference {
      case .payload: theirs.hasPrefix(ours + ": ")
      case .unknownFrames: ours.contains("ethertype Unknown")
      }
    }
  }
}

/// The machine's own tcpdump.
enum Tcpdump {
  static let path: String? = ["/usr/bin/tcpdump", "/usr/sbin/tcpdump"].first {
    access($0, X_OK) == 0
  }

  /// What `tcpdump -n -t` says of the stored frames of one interface, read from a file of them.
  static func lines(_ rows: [PacketRow]) throws -> [String] {
    let folder = try TemporaryFolder()
    let capture = folder.path + "/frames.pcap"
    try Data(file(of: rows)).write(to: URL(filePath: capture))
    let command = "\(path ?? "") -n -t -r '\(capture)' 2>/dev/null"
    let pipe = try #require(popen(command, "r"))
    var text: [UInt8] = []
    while case let byte = fgetc(pipe), byte != EOF { text.append(UInt8(truncatingIfNeeded: byte)) }
    pclose(pipe)
    return String(decoding: text, as: UTF8.self).split(separator: "\n")
      .filter { !$0.hasPrefix("\t") }
      .map { $0.hasSuffix(" ") ? String($0.dropLast()) : String($0) }
  }

  /// A capture of Ethernet frames.
  static func file(of rows: [PacketRow]) -> [UInt8] {
    // pcap-savefile(5): magic of ns stamps, version 2.4, snap length, LINKTYPE_ETHERNET.
    var content = u32(0xa1b2_3c4d) + [2, 0, 4, 0] + u32(0) + u32(0) + u32(262_144) + u32(1)
    for row in rows {
      content += u32(row.wall / 1_000_000_000) + u32(row.wall % 1_000_000_000)
      content += u32(Int64(row.bytes.count)) + u32(Int64(row.length)) + row.bytes
    }
    return content
  }

  private static func u32(_ value: Int64) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * Int64($0))) }
  }
}
