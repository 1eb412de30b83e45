import Glibc
import LabBrowser
import Testing

/// What one client can take from the others.
@Suite struct LimitTests {
  private func request(_ served: ServedStore, _ target: String, _ more: String = "") -> String {
    "GET \(target) HTTP/1.1\r\nHost: localhost:\(served.port)\r\n"
      + "Authorization: Bearer \(served.token)\r\n\(more)\r\n"
  }

  @Test(arguments: [9 << 10, 60_000, 3_000_000])
  func anAddressThatIsTooLongIsRefused(length: Int) async throws {
    let served = try ServedStore()
    let target = "/?q=" + String(repeating: "x", count: length)
    let bytes = try await Client.talk(served.port, request(served, target))
    #expect(try Answer(bytes).status == 414)
    let allowed = "/?q=" + String(repeating: "x", count: (8 << 10) - 4)
    #expect(
      try Answer(await Client.talk(served.port, request(served, allowed, "Connection: close\r\n")))
        .status != 414)
  }

  @Test(arguments: [33 << 10, 900_000])
  func headersThatAreTooLongAreRefused(length: Int) async throws {
    let served = try ServedStore()
    let long = "X: " + String(repeating: "x", count: length) + "\r\n"
    #expect(
      try Answer(await Client.talk(served.port, request(served, "/", long))).status == 431)
    let many = String(repeating: "X: x\r\n", count: 101)
    #expect(
      try Answer(await Client.talk(served.port, request(served, "/", many))).status == 431)
  }

  @Test(arguments: [
    "\r\n\r\n", "GET\r\n\r\n", "GET  / HTTP/1.1\r\n\r\n", "GET / HTTP/2.0\r\n\r\n",
    "GET / HTTP/1.1\r\n x\r\n\r\n", "GET / HTTP/1.1\r\nA : b\r\n\r\n",
    "GET /\u{7f} HTTP/1.1\r\n\r\n",
    "GET / HTTP/1.1\r\nA\r\n\r\n", "GET / HTTP/1.1\r\nA: \u{1}\r\n\r\n", "\u{16}\u{3}\u{1}\r\n\r\n",
    "GET /\n HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nA: b\nC: d\r\n\r\n", "GET /ü HTTP/1.1\r\n\r\n",
  ])
  func whatIsNoRequestEndsTheConnection(text: String) async throws {
    let served = try ServedStore()
    let status = try Answer(await Client.talk(served.port, text)).status
    #expect(status == 400 || status == 505)
  }

  @Test(arguments: ["Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n"])
  func aBodyIsRefusedAndNotTakenForARequest(header: String) async throws {
    let served = try ServedStore()
    let bytes = try await Client.talk(
      served.port, request(served, "/", header) + request(served, "/runs.json"))
    #expect(try Answer(bytes).status == 413)
    #expect(!String(decoding: bytes, as: UTF8.self).contains("\"runs\""))
  }

  /// A client that sends a little now and then is dropped, and one that sends nothing.
  @Test func aSlowClientIsDropped() async throws {
    var limits = BrowserLimits()
    limits.idle = .milliseconds(300)
    limits.head = .milliseconds(300)
    let served = try ServedStore(limits)
    let port = served.port
    let silent = try await Client.talk(port, "")
    #expect(silent.isEmpty)
    let isDropped = try await Client.onThread {
      let socket = try Client.connected(port)
      defer { close(socket) }
      try Client.send(socket, Array("GET / HTTP/1.1\r\n".utf8))
      do {
        // Ends where the server has closed; it would go on for ten minutes.
        for _ in 0..<6000 {
          try Client.send(socket, Array("X: x\r\n".utf8))
          usleep(100_000)
        }
        return false
      } catch {
        return true
      }
    }
    #expect(isDropped)
  }

  /// A client that asks for much and reads nothing holds its connection for as long as an answer may take.
  @Test func aClientThatDoesNotReadIsDropped() async throws {
    var limits = BrowserLimits()
    limits.answer = .milliseconds(300)
    limits.connections = 1
    let served = try ServedStore(limits)
    let port = served.port
    let many = String(repeating: request(served, "/page.css"), count: 3000)
    let socket = try await Client.onThread {
      let socket = try Client.connected(port)
      // As much as goes in without waiting.
      _ = many.withCString {
        Glibc.send(socket, $0, strlen($0), Int32(MSG_DONTWAIT | MSG_NOSIGNAL))
      }
      return socket
    }
    defer { close(socket) }
    // The only place becomes free again.
    #expect(try await served.get("/").status == 200)
  }

  @Test func aHundredConnectionsAtOnceAreAnswered() async throws {
    let served = try ServedStore()
    let port = served.port
    let text = request(served, "/", "Connection: close\r\n")
    let statuses = try await Client.onThread {
      let sockets = try (0..<100).map { _ in try Client.connected(port) }
      defer { for socket in sockets { close(socket) } }
      for socket in sockets { try Client.send(socket, Array(text.utf8)) }
      return try sockets.map { try Answer(Client.receive($0)).status }
    }
    #expect(statuses == Array(repeating: 200, count: 100))
  }

  /// Those that find no place wait for one, and the server needs no more files than it has places.
  @Test func moreConnectionsThanPlacesWait() async throws {
    var limits = BrowserLimits()
    limits.connections = 4
    limits.idle = .milliseconds(200)
    let served = try ServedStore(limits)
    let port = served.port
    let text = request(served, "/", "Connection: close\r\n")
    let answers = try await Client.onThread {
      // These say nothing until they are dropped.
      let silent = try (0..<40).map { _ in try Client.connected(port) }
      defer { for socket in silent { close(socket) } }
      let socket = try Client.connected(port)
      defer { close(socket) }
      try Client.send(socket, Array(text.utf8))
      return try Answer(Client.receive(socket))
    }
    #expect(answers.status == 200)
  }
}
