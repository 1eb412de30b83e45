import CLinux
import Glibc
import LabModel

/// Everything that crosses any interface of one network namespace, as its packet tap sees it.
///
/// An AF_PACKET socket belongs to the namespace in which it is opened. It is bound to no interface,
/// so that interfaces which appear later miss nothing.
final class Capture {
  let host: Int
  /// Held until `close`: it keeps its namespace alive.
  private var descriptor: Descriptor?
  private var ring: CaptureRing?
  private var buffer: [UInt8] = []
  /// Packets that the kernel says it gave us or dropped, and packets that we took.
  private var counted = 0
  private var dropped = 0
  private(set) var taken = 0
  /// The instant of the last look at the drop counter, CLOCK_MONOTONIC in ns.
  private var lastLook = Clock.monotonic
  /// The time of the newest packet, CLOCK_MONOTONIC in ns.
  private(set) var lastPacket: Int64 = 0

  /// Opens a capture in the calling thread's network namespace; it sees nothing before `bind`.
  init(host: Int, filters: [CompiledFilter]) throws(SandboxFailure) {
    self.host = host
    let number = Glibc.socket(AF_PACKET, Int32(SOCK_RAW.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard number >= 0 else {
      throw SandboxFailure(
        stage: "open", subject: "a capture socket", errno: errno,
        remedy: "the kernel needs CONFIG_PACKET; see `labbook doctor`", isMachineUnable: true)
    }
    descriptor = Descriptor(number)
    var instructions = CaptureFilter(filters).instructions
    let attached = instructions.withUnsafeMutableBufferPointer { buffer in
      var program = sock_fprog(len: UInt16(buffer.count), filter: buffer.baseAddress)
      let size = socklen_t(MemoryLayout<sock_fprog>.size)
      return setsockopt(number, SOL_SOCKET, SO_ATTACH_FILTER, &program, size)
    }
    guard attached == 0 else {
      throw SandboxFailure(stage: "attach", subject: "the capture filter", errno: errno)
    }
  }

  /// The socket's descriptor; -1 after `close`.
  var socket: Int32 { descriptor?.number ?? -1 }

  /// Prepares for a ring, which `CaptureRing.request` then makes on another thread.
  func useRing() throws(SandboxFailure) {
    try set(SOL_PACKET, PACKET_VERSION, Int32(TPACKET_V3.rawValue), "the ring's version")
  }

  /// Maps the ring.
  func mapRing(bytes: Int) throws(SandboxFailure) {
    ring = try CaptureRing(socket: socket, bytes: bytes)
  }

  /// Captures into the socket's queue: at once, where a ring would take 10 ms that a running step
  /// does not wait, and with less room.
  func useQueue() throws(SandboxFailure) {
    try set(SOL_PACKET, PACKET_AUXDATA, 1, "auxiliary data")
    try set(SOL_SOCKET, Self.timestampNs, 1, "time stamps")
    for size: Int32 in [64 << 20, 4 << 20, 1 << 20] {
      if (try? set(SOL_SOCKET, SO_RCVBUFFORCE, size, "")) != nil { break }
      if (try? set(SOL_SOCKET, SO_RCVBUF, size, "")) != nil { break }
    }
    buffer = [UInt8](repeating: 0, count: 1 << 18)
  }

  /// SO_TIMESTAMPNS of asm-generic/socket.h; Glibc's is a macro that Swift does not import.
  private static let timestampNs: Int32 = 35

  private func set(_ level: Int32, _ option: Int32, _ value: Int32, _ what: String)
    throws(SandboxFailure)
  {
    var value = value
    let size = socklen_t(MemoryLayout<Int32>.size)
    guard setsockopt(socket, level, option, &value, size) == 0 else {
      throw SandboxFailure(stage: "set", subject: "\(what) of a capture socket", errno: errno)
    }
  }

  /// Begins to see packets: every protocol, every interface.
  func bind() throws(SandboxFailure) {
    var address = sockaddr_ll()
    address.sll_family = UInt16(AF_PACKET)
    address.sll_protocol = UInt16(ETH_P_ALL).bigEndian
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.bind(socket, $0, socklen_t(MemoryLayout<sockaddr_ll>.size))
      }
    }
    guard result == 0 else {
      throw SandboxFailure(stage: "bind", subject: "a capture socket", errno: errno)
    }
  }

  /// Takes what is there; nil where there is nothing.
  func drain() -> PacketBatch? {
    let clock = ClockOffset()
    var packets: [Packet] = []
    var bytes: [UInt8] = []
    if let ring {
      taken += ring.drain { header, packet, address in
        Self.append(header, packet, address, clock, &packets, &bytes)
      }
    } else {
      drainQueue(clock, &packets, &bytes)
    }
    guard let last = packets.last else { return nil }
    lastPacket = max(lastPacket, last.time)
    return PacketBatch(host: host, packets: packets, bytes: bytes, clockError: clock.error)
  }

  private func drainQueue(_ clock: ClockOffset, _ packets: inout [Packet], _ bytes: inout [UInt8]) {
    var packet = lb_packet()
    // Bounded, so that a flood does not keep the agent from everything else.
    while packets.count < 4096,
      buffer.withUnsafeMutableBytes({
        lb_receive_packet(socket, $0.baseAddress, $0.count, &packet)
      }) == 1
    {
      taken += 1
      let wall = packet.wall != 0 ? packet.wall : Clock.wall
      let frame = Frame(
        wall: wall, interface: packet.interface, type: packet.type,
        hardwareType: packet.hardware_type, length: Int(packet.length),
        tag: packet.vlan_valid != 0 ? (packet.vlan_tpid, packet.vlan_tci) : nil)
      buffer.withUnsafeBytes {
        Self.append(
          frame, UnsafeRawBufferPointer(rebasing: $0[..<Int(packet.captured)]), clock, &packets,
          &bytes)
      }
    }
  }

  /// Takes until everything that the kernel counted is here (a block of a ring is handed over only
  /// when it is full or its time is over), then tells what was lost.
  ///
  /// - Parameter deliver: gets each batch.
  /// - Returns: What was lost since the last fence; nil for nothing.
  func fence(_ deliver: (PacketBatch) -> Void) -> Loss? {
    let deadline = Clock.monotonic + 200_000_000
    let since = lastLook
    var lost = 0
    while true {
      lost += readStatistics()
      if let batch = drain() { deliver(batch) }
      if taken >= counted - dropped { break }
      guard Clock.monotonic < deadline else {
        lost += counted - dropped - taken
        taken = counted - dropped
        break
      }
      var poller = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
      poll(&poller, 1, 1)
    }
    lastLook = Clock.monotonic
    guard lost > 0 else { return nil }
    return Loss(host: host, source: .capture, count: lost, since: since)
  }

  /// PACKET_STATISTICS: reading resets it, so it is added up.
  ///
  /// Returns the new drops.
  private func readStatistics() -> Int {
    var statistics = tpacket_stats_v3()
    var size = socklen_t(MemoryLayout<tpacket_stats_v3>.size)
    guard getsockopt(socket, SOL_PACKET, PACKET_STATISTICS, &statistics, &size) == 0 else {
      return 0
    }
    counted += Int(statistics.tp_packets)
    dropped += Int(statistics.tp_drops)
    return Int(statistics.tp_drops)
  }

  /// Closes the socket and its ring; the namespace is no longer held.
  func close() {
    ring?.unmap()
    ring = nil
    descriptor = nil
  }

  /// What is known of a frame beside its bytes.
  private struct Frame {
    var wall: Int64
    var interface: Int32
    var type: UInt8
    var hardwareType: UInt16
    var length: Int
    /// A VLAN tag that the kernel keeps beside the frame: protocol and control information.
    var tag: (protocol: UInt16, control: UInt16)?
  }

  private static func append(
    _ header: UnsafeRawPointer, _ packet: tpacket3_hdr, _ address: sockaddr_ll,
    _ clock: ClockOffset, _ packets: inout [Packet], _ bytes: inout [UInt8]
  ) {
    let isTagged = packet.tp_status & UInt32(TP_STATUS_VLAN_VALID) != 0
    let hasProtocol = packet.tp_status & UInt32(TP_STATUS_VLAN_TPID_VALID) != 0
    let frame = Frame(
      wall: Int64(packet.tp_sec) * 1_000_000_000 + Int64(packet.tp_nsec),
      interface: address.sll_ifindex, type: address.sll_pkttype,
      hardwareType: address.sll_hatype, length: Int(packet.tp_len),
      tag: isTagged
        ? (
          hasProtocol ? packet.hv1.tp_vlan_tpid : 0x8100,
          UInt16(truncatingIfNeeded: packet.hv1.tp_vlan_tci)
        ) : nil)
    let data = UnsafeRawBufferPointer(
      start: header + Int(packet.tp_mac), count: Int(packet.tp_snaplen))
    append(frame, data, clock, &packets, &bytes)
  }

  private static func append(
    _ frame: Frame, _ data: UnsafeRawBufferPointer, _ clock: ClockOffset,
    _ packets: inout [Packet], _ bytes: inout [UInt8]
  ) {
    let offset = bytes.count
    var length = frame.length
    if let tag = frame.tag, data.count >= 12 {
      // Behind the two addresses, where it was on the wire.
      bytes.append(contentsOf: data[..<12])
      for part in [tag.protocol, tag.control] {
        bytes.append(UInt8(part >> 8))
        bytes.append(UInt8(truncatingIfNeeded: part))
      }
      bytes.append(contentsOf: data[12...])
      length += 4
    } else {
      bytes.append(contentsOf: data)
    }
    packets.append(
      Packet(
        time: frame.wall - clock.difference, wall: frame.wall, interface: frame.interface,
        direction: Packet.Direction(rawValue: frame.type) ?? .toHost,
        hardwareType: frame.hardwareType, length: length, offset: offset,
        capturedLength: bytes.count - offset))
  }
}
