import Glibc
import LabReport

/// Packet capture: an AF_PACKET socket with a TPACKET_V3 ring in a brand-new network namespace.
///
/// A process cannot enter a namespace for a moment, so labbook starts itself in one, with
/// `doctor --probe-capture`.
struct CaptureProbe {
  /// The outcome; `program` is labbook's own executable.
  func capability(program: String = "/proc/self/exe") -> Capability {
    var buffer = [CChar](repeating: 0, count: 4096)
    let length = readlink(program, &buffer, buffer.count)
    let path =
      length > 0
      ? String(decoding: buffer[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self) : program
    let outcome = ProbeProcess.run(["unshare", "-Urn", path, "doctor", "--probe-capture"])
    if outcome.succeeded {
      return Capability(
        area: "capture", name: "packet ring", state: .ok,
        detail: "a TPACKET_V3 ring opens in a namespace", isRequired: true)
    }
    guard outcome.output.hasPrefix("labbook: ") else {
      return Capability(
        area: "capture", name: "packet ring", state: .unknown,
        detail: "there is no namespace to try it in", isRequired: true)
    }
    return Capability(
      area: "capture", name: "packet ring", state: .missing, detail: outcome.firstLine,
      remedy: "use a kernel with CONFIG_PACKET (sudo modprobe af_packet)", isRequired: true)
  }

  // packet(7); Swift's Glibc has none of these.
  private static let packetReceiveRing: Int32 = 5
  private static let packetVersion: Int32 = 10
  private static let version3: Int32 = 2
  private static let solPacket: Int32 = 263

  /// What `doctor --probe-capture` does; returns what failed, or nil.
  static func tryHere() -> String? {
    let descriptor = socket(AF_PACKET, Int32(SOCK_RAW.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return "socket AF_PACKET: \(String(cString: strerror(errno)))" }
    defer { close(descriptor) }
    var version = version3
    guard
      setsockopt(
        descriptor, solPacket, packetVersion, &version, socklen_t(MemoryLayout<Int32>.size)) == 0
    else { return "PACKET_VERSION TPACKET_V3: \(String(cString: strerror(errno)))" }
    // struct tpacket_req3: block size, blocks, frame size, frames, timeout in ms, private, features.
    var request: [UInt32] = [1 << 16, 4, 1 << 11, (4 << 16) >> 11, 1, 0, 0]
    guard
      setsockopt(
        descriptor, solPacket, packetReceiveRing, &request,
        socklen_t(request.count * MemoryLayout<UInt32>.size)) == 0
    else { return "PACKET_RX_RING: \(String(cString: strerror(errno)))" }
    return nil
  }
}
