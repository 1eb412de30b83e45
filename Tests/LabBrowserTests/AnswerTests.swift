import Glibc
import LabBrowser
import LabEvidence
import Testing

/// What is answered.
@Suite struct AnswerTests {
  private let served: ServedStore

  init() throws { served = try ServedStore() }

  @Test(arguments: ["/", "/page.css", "/nothing", "/runs.json"])
  func everyAnswerHasTheHeadersThatKeepItToItself(target: String) async throws {
    for hasToken in [true, false] {
      let answer = try await served.get(target, hasToken: hasToken)
      #expect(
        answer.values("Content-Security-Policy") == [
          "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
            + "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
        ])
      #expect(answer.values("X-Content-Type-Options") == ["nosniff"])
      #expect(answer.values("Referrer-Policy") == ["no-referrer"])
      #expect(answer.values("Cross-Origin-Resource-Policy") == ["same-origin"])
      #expect(answer.values("Cross-Origin-Opener-Policy") == ["same-origin"])
      #expect(answer.values("Access-Control-Allow-Origin") == [])
      #expect(answer.values("Content-Length") == [String(answer.body.utf8.count)])
      let isAsset = target == "/page.css" && hasToken
      #expect(answer.values("Cache-Control") == [isAsset ? "private, max-age=60" : "no-store"])
    }
  }

  @Test(arguments: ["/", "/page.css", "/page.js", "/runs.json", "/nothing", "/run/x"])
  func headTellsWhatGetWould(target: String) async throws {
    let get = try await served.get(target)
    let head = try await served.get(target, method: "HEAD")
    #expect(head.status == get.status)
    #expect(head.headers == get.headers)
    #expect(head.body.isEmpty)
    #expect(!get.body.isEmpty)
  }

  @Test func requestsOnOneConnectionAreAnsweredInOrder() async throws {
    func request(_ target: String, _ more: String = "") -> String {
      "GET \(target) HTTP/1.1\r\nHost: localhost:\(served.port)\r\n"
        + "Authorization: Bearer \(served.token)\r\n\(more)\r\n"
    }
    let bytes = try await Client.talk(
      served.port,
      request("/page.js") + request("/nothing") + request("/runs.json", "Connection: close\r\n")
        + request("/"))
    let text = String(decoding: bytes, as: UTF8.self)
    let answers = text.components(separatedBy: "HTTP/1.1 ").dropFirst()
    #expect(answers.map { $0.prefix(3) } == ["200", "404", "200"])
    #expect(answers.first?.contains("Connection: keep-alive") == true)
    #expect(answers.last?.contains("\"runs\"") == true)
  }

  @Test func aRequestMayComeByteByByte() async throws {
    let text =
      "GET /runs.json HTTP/1.1\r\nHost: localhost:\(served.port)\r\n"
      + "Authorization: Bearer \(served.token)\r\nConnection: close\r\n\r\n"
    let port = served.port
    let bytes = try await Client.onThread {
      let socket = try Client.connected(port)
      defer { close(socket) }
      for byte in text.utf8 { try Client.send(socket, [byte]) }
      return Client.receive(socket)
    }
    #expect(try Answer(bytes).status == 200)
  }

  @Test func theOtherLoopbackAddressIsServedToo() async throws {
    let request =
      "GET / HTTP/1.1\r\nHost: [::1]:\(served.port)\r\nAuthorization: Bearer \(served.token)\r\n"
      + "Connection: close\r\n\r\n"
    do {
      let bytes = try await Client.talk(served.port, request, family: AF_INET6)
      #expect(try Answer(bytes).status == 200)
    } catch let error as Client.ConnectError {
      // A machine without IPv6.
      #expect([EADDRNOTAVAIL, EAFNOSUPPORT, ECONNREFUSED].contains(error.errno))
    }
  }

  @Test func aFileThatTakesTheDatabasesPlaceIsShown() async throws {
    let other = served.folder + "/other.sqlite"
    try Store.open(path: other).close()
    #expect(try await served.get("/runs.json").status == 200)
    #expect(rename(other, served.path) == 0)
    #expect(try await served.get("/runs.json").status == 200)
    #expect(unlink(served.path) == 0)
    let answer = try await served.get("/")
    #expect(answer.status == 500)
    #expect(answer.body.contains("there is no such file"))
    try Store.open(path: served.path).close()
    #expect(try await served.get("/").status == 200)
  }
}
