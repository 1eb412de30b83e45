import Foundation
import Glibc
import LabBrowser
import LabEvidence

/// A store in a folder of its own with a server in this process; both go with it.
final class ServedStore {
  let folder: String
  var path: String { folder + "/labbook.sqlite" }
  let server: BrowserServer
  private let task: Task<Void, any Error>

  var port: UInt16 { server.port }
  /// What the server's address has behind `token=`.
  var token: String { String(server.url.split(separator: "=")[1]) }

  init(_ limits: BrowserLimits = BrowserLimits()) throws {
    var template = Array("/tmp/labbook-browser-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw FixtureError() }
    folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let path = folder + "/labbook.sqlite"
    try Store.open(path: path).close()
    let server = try BrowserServer(try SiteSource(path: path), port: 0, limits: limits)
    self.server = server
    task = Task { try await server.run() }
  }

  deinit {
    task.cancel()
    for name in ["labbook.sqlite", "other.sqlite"] {
      for suffix in ["", "-wal", "-shm"] { unlink(folder + "/" + name + suffix) }
    }
    rmdir(folder)
  }

  struct FixtureError: Error {}

  /// Asks for `target` with the token, and gives the answer.
  func get(
    _ target: String, method: String = "GET", host: String? = nil, headers: [String] = [],
    hasToken: Bool = true
  ) async throws -> Answer {
    var lines = ["\(method) \(target) HTTP/1.1", "Host: \(host ?? "127.0.0.1:\(port)")"]
    if hasToken { lines.append("Authorization: Bearer \(token)") }
    lines += headers + ["Connection: close"]
    let bytes = try await Client.talk(port, lines.joined(separator: "\r\n") + "\r\n\r\n")
    return try Answer(bytes)
  }
}

/// An answer's parts.
struct Answer {
  var status: Int
  /// In lower case, in order.
  var headers: [String] = []
  var body: String

  /// Reads the first answer in `bytes`.
  init(_ bytes: [UInt8]) throws {
    let text = String(decoding: bytes, as: UTF8.self)
    let parts = text.components(separatedBy: "\r\n\r\n")
    guard parts.count >= 2 else { throw NoAnswer(text: text) }
    let lines = parts[0].components(separatedBy: "\r\n")
    guard let code = Int(lines[0].split(separator: " ")[1]) else { throw NoAnswer(text: text) }
    status = code
    headers = lines.dropFirst().map { String($0) }
    body = parts.dropFirst().joined(separator: "\r\n\r\n")
  }

  /// The values of the header `name`.
  func values(_ name: String) -> [String] {
    headers.filter { $0.lowercased().hasPrefix(name.lowercased() + ": ") }
      .map { String($0.dropFirst(name.count + 2)) }
  }

  struct NoAnswer: Error { var text: String }
}

/// Clients with real sockets, on threads of their own: they block, and the server's tasks must not wait for
/// them.
enum Client {
  /// Sends `text` and reads until the server closes.
  static func talk(_ port: UInt16, _ text: String, family: Int32 = AF_INET) async throws -> [UInt8]
  {
    try await onThread {
      let socket = try connected(port, family: family)
      defer { close(socket) }
      try send(socket, Array(text.utf8))
      return receive(socket)
    }
  }

  /// Has `body` done on a thread of its own.
  static func onThread<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
    try await withCheckedThrowingContinuation { continuation in
      Thread { continuation.resume(with: Result(catching: body)) }.start()
    }
  }

  static func connected(_ port: UInt16, family: Int32 = AF_INET) throws -> Int32 {
    let socket = Glibc.socket(family, Int32(SOCK_STREAM.rawValue), 0)
    var result: Int32 = -1
    if family == AF_INET6 {
      var address = sockaddr_in6()
      address.sin6_family = sa_family_t(AF_INET6)
      address.sin6_port = port.bigEndian
      address.sin6_addr = in6addr_loopback
      result = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in6>.size))
        }
      }
    } else {
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_port = port.bigEndian
      address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
      result = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
      }
    }
    guard result == 0 else {
      close(socket)
      throw ConnectError(errno: errno)
    }
    return socket
  }

  /// Sends all of `bytes`; throws where the server has closed.
  static func send(_ socket: Int32, _ bytes: [UInt8]) throws {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        let rest = UnsafeRawBufferPointer(rebasing: $0[sent...])
        return Glibc.send(socket, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { throw ConnectError(errno: errno) }
      sent += count
    }
  }

  /// Reads until the server closes.
  static func receive(_ socket: Int32) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while case let count = recv(socket, &buffer, buffer.count, 0), count > 0 {
      bytes += buffer[..<count]
    }
    return bytes
  }

  struct ConnectError: Error { var errno: Int32 }
}
