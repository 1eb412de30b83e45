import CLinux
import Glibc
import LabModel

/// The TCP and UDP sockets of one host, as of the last look.
///
/// The kernel keeps the connections of all namespaces in one hash table, and walking it takes 0.2 ms
/// on a machine with 24 GB: so it is walked only where something may have changed in it.
final class SocketTable {
  /// What is known of TCP's connections without walking the table.
  private struct Signs: Equatable {
    /// `TCP: inuse` and `TCP6: inuse`: sockets that listen or have a connection.
    var inUse: UInt64 = .max
    /// `tw`: connections in time-wait.
    var timeWait: UInt64 = .max
    /// Segments received and sent: without one no connection comes or changes its state.
    var segments: UInt64 = 0
    /// `orphan`: of all namespaces.
    var orphans: UInt64 = 0
  }

  private static let listenStates: UInt32 = 1 << 10
  /// TCP_ESTABLISHED 1 to TCP_NEW_SYN_RECV 12, but TCP_LISTEN.
  private static let connectionStates: UInt32 = 0x1FFE & ~listenStates
  private static let synReceived: UInt8 = 3

  private let diagnosis: NetlinkSocket
  private let statistics: ProcFile?
  private let statistics6: ProcFile?
  /// Where the kernel lacks sock_diag(7) for a protocol: its text tables, slow and complete.
  private var textTables: [UInt8: [(family: UInt8, file: ProcFile)]] = [:]
  private var listenRequest = DumpRequest.tcpSockets(states: listenStates)
  private var connectionRequest = DumpRequest.tcpSockets(states: connectionStates)
  private var udpRequests = [
    DumpRequest.udpSockets(family: AF_INET), DumpRequest.udpSockets(family: AF_INET6),
  ]

  private var sockets: [RawSocket] = []
  private var connections: [RawSocket] = []
  private var signs = Signs()
  /// A handshake that may end, or data that waits: the connection may change without a sign.
  private var hasPending = false

  /// Opens what it needs in the calling thread's network namespace.
  init(buffer: ReceiveBuffer) throws(NetlinkError) {
    diagnosis = try NetlinkSocket(NETLINK_SOCK_DIAG)
    statistics = try? ProcFile("sockstat")
    statistics6 = try? ProcFile("sockstat6")
    do throws(NetlinkError) { _ = try diagnosis.dump(&listenRequest, into: buffer) } catch {
      textTables[UInt8(IPPROTO_TCP)] = try Self.openTextTables("tcp")
    }
    do throws(NetlinkError) { _ = try diagnosis.dump(&udpRequests[0], into: buffer) } catch {
      textTables[UInt8(IPPROTO_UDP)] = try Self.openTextTables("udp")
    }
  }

  /// Whether there was no socket at all at the last look, nor a connection in time-wait.
  var isEmpty: Bool { sockets.isEmpty && signs.inUse == 0 && signs.timeWait == 0 }

  func close() {
    diagnosis.close()
    statistics?.close()
    statistics6?.close()
    for (_, file) in textTables.values.joined() { file.close() }
  }

  /// Looks again, and returns what changed: first the sockets that went, then the others.
  ///
  /// `segments` are the TCP segments received and sent by this host, read just before.
  func refresh(
    host: Int, segments: UInt64, buffer: ReceiveBuffer
  ) throws(NetlinkError) -> [SocketChange] {
    var tcp: UInt64 = .max
    var udp: UInt64 = .max
    var now = Signs(segments: segments)
    if let text = try statistics?.read(into: buffer) {
      tcp = text.number("inuse", in: "TCP:") ?? .max
      udp = text.number("inuse", in: "UDP:") ?? .max
      now.timeWait = text.number("tw", in: "TCP:") ?? .max
      now.orphans = text.number("orphan", in: "TCP:") ?? 0
    }
    // Missing where the kernel has no IPv6.
    if let text = try statistics6?.read(into: buffer) {
      tcp = tcp.addingSaturated(text.number("inuse", in: "TCP6:") ?? 0)
      udp = udp.addingSaturated(text.number("inuse", in: "UDP6:") ?? 0)
    }
    now.inUse = tcp
    var current = try tcpSockets(now, buffer: buffer)
    if udp != 0 { current += try udpSockets(buffer: buffer) }
    signs = now
    guard current != sockets else { return [] }
    defer { sockets = current }
    return Self.changes(host: host, from: sockets, to: current)
  }

  private func tcpSockets(
    _ now: Signs, buffer: ReceiveBuffer
  ) throws(NetlinkError) -> [RawSocket] {
    if now.inUse == 0, now.timeWait == 0, !hasPending {
      connections = []
      return []
    }
    if let tables = textTables[UInt8(IPPROTO_TCP)] {
      return try Self.readTextTables(tables, UInt8(IPPROTO_TCP), buffer: buffer)
    }
    let listening = try diagnosis.dump(&listenRequest, into: buffer)
      .compactMap { RawSocket($0, protocolNumber: UInt8(IPPROTO_TCP)) }
    let isQuiet = !hasPending && now.segments == signs.segments
    if isQuiet, now.timeWait == 0, now.inUse == UInt64(listening.count) {
      connections = []
    } else if !isQuiet || now != signs {
      hasPending = false
      connections = []
      for message in try diagnosis.dump(&connectionRequest, into: buffer) {
        guard let socket = RawSocket(message, protocolNumber: UInt8(IPPROTO_TCP)) else { continue }
        connections.append(socket)
        if socket.state == Self.synReceived
          || message.payload.value(as: inet_diag_msg.self)?.idiag_wqueue ?? 0 > 0
        {
          hasPending = true
        }
      }
    }
    return listening + connections
  }

  private func udpSockets(buffer: ReceiveBuffer) throws(NetlinkError) -> [RawSocket] {
    let number = UInt8(IPPROTO_UDP)
    if let tables = textTables[number] {
      return try Self.readTextTables(tables, number, buffer: buffer)
    }
    var sockets: [RawSocket] = []
    for index in udpRequests.indices {
      sockets += try diagnosis.dump(&udpRequests[index], into: buffer)
        .compactMap { RawSocket($0, protocolNumber: number) }
    }
    return sockets
  }

  private static func openTextTables(
    _ name: String
  ) throws(NetlinkError) -> [(family: UInt8, file: ProcFile)] {
    var tables = [(family: UInt8(AF_INET), file: try ProcFile(name))]
    if let file = try? ProcFile(name + "6") { tables.append((UInt8(AF_INET6), file)) }
    return tables
  }

  private static func readTextTables(
    _ tables: [(family: UInt8, file: ProcFile)], _ protocolNumber: UInt8, buffer: ReceiveBuffer
  ) throws(NetlinkError) -> [RawSocket] {
    var sockets: [RawSocket] = []
    for (family, file) in tables {
      sockets += TextLines(try file.read(into: buffer)).compactMap {
        RawSocket(line: $0, family: family, protocolNumber: protocolNumber)
      }
    }
    return sockets
  }

  private static func changes(
    host: Int, from old: [RawSocket], to new: [RawSocket]
  ) -> [SocketChange] {
    let before = Dictionary(old.map { ($0.identity, $0) }, uniquingKeysWith: { first, _ in first })
    let after = Set(new.lazy.map(\.identity))
    var changes: [SocketChange] = []
    for socket in old where !after.contains(socket.identity) {
      changes.append(SocketChange(host: host, old: socket.socket, new: nil))
    }
    for socket in new where before[socket.identity] != socket {
      changes.append(
        SocketChange(host: host, old: before[socket.identity]?.socket, new: socket.socket))
    }
    return changes
  }
}

extension UInt64 {
  fileprivate func addingSaturated(_ other: UInt64) -> UInt64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}

extension UnsafeRawBufferPointer {
  /// The number after `name` in the line that begins with `line`; nil where there is none.
  fileprivate func number(_ name: StaticString, in line: StaticString) -> UInt64? {
    for text in TextLines(self) {
      var fields = TextFields(text)
      guard fields.next()?.isEqual(to: line) ?? false else { continue }
      while let field = fields.next() {
        if field.isEqual(to: name) { return fields.next()?.decimal }
      }
    }
    return nil
  }
}
