import Glibc
import Testing

/// The machine's own tcpdump, to compare with.
enum Tcpdump {
  /// Where it is, if it is installed.
  static let path: String? = ["/usr/bin/tcpdump", "/usr/sbin/tcpdump"].first {
    access($0, X_OK) == 0
  }

  /// What `tcpdump -n -t` says of Ethernet frames, a line each, blanks at the end removed.
  static func lines(_ frames: [[UInt8]], options: String = "") throws -> [String] {
    let fixture = try Fixture()
    let capture = fixture.folder + "/all.pcap"
    defer { unlink(capture) }
    // pcap-savefile(5): magic, version 2.4, snap length, LINKTYPE_ETHERNET; then each packet.
    var content =
      bytes(0xa1b2_c3d4) + [2, 0, 4, 0] + bytes(0) + bytes(0) + bytes(262_144) + bytes(1)
    for frame in frames {
      let size = UInt32(frame.count)
      content += bytes(0) + bytes(0) + bytes(size) + bytes(size) + frame
    }
    try write(content, to: capture)
    let command = "\(path ?? "") -n -t \(options) -r '\(capture)' 2>/dev/null"
    let pipe = try #require(popen(command, "r"))
    var text: [UInt8] = []
    while case let byte = fgetc(pipe), byte != EOF { text.append(UInt8(truncatingIfNeeded: byte)) }
    pclose(pipe)
    // Lines that begin with a tab are dumps of what tcpdump does not decode either.
    return String(decoding: text, as: UTF8.self).split(separator: "\n")
      .filter { !$0.hasPrefix("\t") }
      .map { $0.hasSuffix(" ") ? String($0.dropLast()) : String($0) }
  }

  private static func bytes(_ value: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}
