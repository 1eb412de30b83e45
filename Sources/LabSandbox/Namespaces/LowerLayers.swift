import CLinux
import Glibc
import LabModel

/// The machine's folders as idmapped mounts, for sandboxes that root starts: what root owns on the
/// machine then looks root-owned inside, although id 0 is not mapped (mount_setattr(2)).
enum LowerLayers {
  /// Sends every folder that can be had so to the agent, by descriptor; none where the kernel or a
  /// file system lacks idmapped mounts: the agent then takes the folders as they are.
  static func send(to socket: Descriptor, agent: pid_t, isRoot: Bool) throws(SandboxFailure) {
    var names: [String] = []
    var trees: [Descriptor] = []
    if isRoot, let user = try? Descriptor.open("/proc/\(agent)/ns/user", O_RDONLY) {
      for folder in RootFolder.all() where folder.kind == .overlay && names.count < 60 {
        let tree = lb_open_idmapped("/" + folder.name, user.number)
        guard tree >= 0 else { continue }
        names.append(folder.name)
        trees.append(Descriptor(tree))
      }
    }
    // One byte at least, so that a message without folders is not mistaken for end of file.
    let bytes = Array((names.joined(separator: "\0") + "\0").utf8)
    guard
      lb_send_descriptors(
        socket.number, trees.map(\.number), Int32(trees.count), bytes, bytes.count) == 0
    else {
      throw SandboxFailure(stage: "send folders to", subject: "the agent", errno: errno)
    }
  }

  /// Receives what `send` sent: folder name → detached mount.
  static func receive(from socket: Int32) -> [String: Descriptor] {
    var numbers = [Int32](repeating: -1, count: 64)
    var count: Int32 = 0
    var bytes = [UInt8](repeating: 0, count: 16384)
    let size = lb_receive_descriptors(socket, &numbers, &count, &bytes, bytes.count)
    guard size > 0 else { return [:] }
    let names = bytes[..<size].split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    var layers: [String: Descriptor] = [:]
    for (name, number) in zip(names, numbers[..<Int(count)]) { layers[name] = Descriptor(number) }
    return layers
  }
}
