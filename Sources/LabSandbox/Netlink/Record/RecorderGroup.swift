import CLinux
import Glibc

/// The recorders of one sandbox: they share the memory that they read into, and tell each other's
/// network namespaces apart by their ids (IFLA_LINK_NETNSID).
///
/// For one thread.
package final class RecorderGroup {
  /// Datagrams of notifications.
  let notifications = ReceiveBuffer()
  /// Tables that were asked for.
  let dumps = ReceiveBuffer()
  /// Answers to single questions, which come up while a table is being read.
  private let answers = ReceiveBuffer()
  /// Goes up whenever a recorder comes or goes: what was known about ids is then void.
  private(set) var generation = 0
  /// Held by themselves until `close()`, or until the agent lets go of them.
  private var members: [Member] = []

  private struct Member {
    weak var recorder: NetworkRecorder?
  }

  package init() {}

  func add(_ recorder: NetworkRecorder) {
    members.append(Member(recorder: recorder))
    generation += 1
  }

  func remove(_ recorder: NetworkRecorder) {
    let before = members.count
    members.removeAll { $0.recorder == nil || $0.recorder === recorder }
    if members.count != before { generation += 1 }
  }

  /// The number of the host whose namespace is `identifier` to the namespace of `socket`; 0 where
  /// no recorder is there.
  func host(of identifier: Int32, seenBy socket: NetlinkSocket) -> Int {
    for member in members {
      guard let recorder = member.recorder,
        let known = recorder.namespaceIdentifier(seenBy: socket, into: answers),
        known == identifier
      else { continue }
      return recorder.host
    }
    return 0
  }
}

extension NetworkRecorder {
  /// The id that the namespace of `socket` has for this recorder's namespace; nil if it has none.
  ///
  /// Only asks (`ip netns list-id`): giving an id to a namespace would show in `ip netns`.
  fileprivate func namespaceIdentifier(
    seenBy socket: NetlinkSocket, into buffer: ReceiveBuffer
  ) -> Int32? {
    // SIOCGSKNS: the socket's own namespace, so that none has to be kept open for this.
    let namespace = ioctl(fileDescriptor, UInt(SIOCGSKNS))
    guard namespace >= 0 else { return nil }
    defer { _ = Glibc.close(namespace) }
    var identifier: Int32?
    try? socket.ask(Int(RTM_GETNSID), into: buffer) { request in
      request.append(rtgenmsg(rtgen_family: 0))
      request.attribute(Int(NETNSA_FD), UInt32(bitPattern: namespace))
    } answer: { message in
      for attribute in message.attributes(after: MemoryLayout<rtgenmsg>.size)
      where attribute.type == Int(NETNSA_NSID) {
        identifier = attribute.int32
      }
    }
    return identifier.flatMap { $0 >= 0 ? $0 : nil }
  }
}
