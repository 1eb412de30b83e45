import Glibc
import Testing

/// Two sockets of the machine that listen: a port of its loopback, and a name that no file has.
final class LoopbackServer {
  let port: Int
  /// A name in the abstract namespace of unix(7), without its leading zero byte.
  let abstractName: String
  private let sockets: [Int32]

  init() throws {
    let stream = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    let network = socket(AF_INET, stream, 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(network, $0, size) == 0 && getsockname(network, $0, &size) == 0
      }
    }
    try #require(isBound && listen(network, 4) == 0)
    port = Int(UInt16(bigEndian: address.sin_port))

    let name = "labbook-fault-\(getpid())-\(port)"
    let unix = socket(AF_UNIX, stream, 0)
    var path = sockaddr_un()
    path.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &path.sun_path) { bytes in
      for (index, byte) in name.utf8.enumerated() { bytes[index + 1] = byte }
    }
    let length = socklen_t(MemoryLayout<sa_family_t>.size + 1 + name.utf8.count)
    let isNamed = withUnsafePointer(to: &path) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(unix, $0, length) == 0 }
    }
    try #require(isNamed && listen(unix, 4) == 0)
    abstractName = "@" + name
    sockets = [network, unix]
  }

  deinit {
    for socket in sockets { close(socket) }
  }

  /// Whether anybody has connected to either.
  var hasBeenReached: Bool {
    var entries = sockets.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    return poll(&entries, nfds_t(entries.count), 0) > 0
  }
}
