import Glibc
import LabBrowser
import LabEvidence
import Testing

/// Who is answered.
@Suite struct GateTests {
  private let served: ServedStore

  init() throws { served = try ServedStore() }

  @Test(arguments: ["127.0.0.1", "localhost", "[::1]", "LocalHost"])
  func theServersOwnNamesAreAnswered(name: String) async throws {
    let answer = try await served.get("/", host: "\(name):\(served.port)")
    #expect(answer.status == 200)
    #expect(answer.body.contains("<h1>Runs</h1>"))
  }

  /// What a name that is bound to 127.0.0.1 after its page was loaded would ask.
  @Test(arguments: [
    "evil.example", "evil.example:PORT", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example:PORT",
    "127.0.0.1:PORT, evil.example", "127.0.0.2:PORT", "", "user@127.0.0.1:PORT", "0.0.0.0:PORT",
  ])
  func otherNamesAreRefused(name: String) async throws {
    let host = name.replacing("PORT", with: "\(served.port)")
    let answer = try await served.get("/", host: host)
    #expect(answer.status == 403)
    #expect(!answer.body.contains("Runs"))
  }

  @Test func oneHostHasToBeNamed() async throws {
    let bearer = "Authorization: Bearer \(served.token)\r\n\r\n"
    let own = "127.0.0.1:\(served.port)"
    for head in [
      "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: \(own)\r\nHost: evil\r\n",
      "GET http://\(own)/ HTTP/1.1\r\n", "GET / HTTP/1.0\r\n",
    ] {
      #expect(
        try Answer(await Client.talk(served.port, head + "Connection: close\r\n" + bearer)).status
          == 403)
    }
  }

  @Test(arguments: [
    "http://evil.example", "null", "http://127.0.0.1:1", "https://127.0.0.1:PORT",
    "http://localhost",
    "http://127.0.0.1:PORT.evil.example",
  ])
  func otherOriginsAreRefused(origin: String) async throws {
    let header = "Origin: " + origin.replacing("PORT", with: "\(served.port)")
    #expect(try await served.get("/", headers: [header]).status == 403)
    let own = "Origin: http://localhost:\(served.port)"
    #expect(try await served.get("/", headers: [own]).status == 200)
  }

  @Test func pagesOfOtherSitesMayLinkHereAndNoMore() async throws {
    func status(_ site: String, _ mode: String, _ destination: String) async throws -> Int {
      try await served.get(
        "/",
        headers: [
          "Sec-Fetch-Site: \(site)", "Sec-Fetch-Mode: \(mode)", "Sec-Fetch-Dest: \(destination)",
        ]
      ).status
    }
    for site in ["cross-site", "same-site"] {
      #expect(try await status(site, "no-cors", "image") == 403)
      #expect(try await status(site, "cors", "empty") == 403)
      #expect(try await status(site, "navigate", "iframe") == 403)
      #expect(try await status(site, "navigate", "document") == 200)
    }
    #expect(try await status("none", "navigate", "document") == 200)
    #expect(try await status("same-origin", "cors", "empty") == 200)
  }

  @Test(arguments: ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PATCH", "get", "X"])
  func otherMethodsAreRefused(method: String) async throws {
    let answer = try await served.get("/", method: method)
    #expect(answer.status == 405)
    #expect(answer.values("allow") == ["GET, HEAD"])
  }

  @Test func withoutTheTokenNothingIsShown() async throws {
    let wrong = String(repeating: "0", count: 64)
    for target in [
      "/", "/page.css", "/run/1", "/nothing", "/runs.json", "/?token=\(wrong)", "/?token=",
    ] {
      let answer = try await served.get(target, hasToken: false)
      #expect(answer.status == 403)
      #expect(answer.values("set-cookie") == [])
      #expect(answer.body.contains("labbook serve"))
    }
    for header in [
      "Authorization: Bearer \(wrong)", "Authorization: Basic \(served.token)",
      "Cookie: labbook-\(served.port)=\(wrong)", "Cookie: labbook-1=\(served.token)",
      "Cookie: labbook-\(served.port)=\(served.token)0",
    ] {
      #expect(try await served.get("/", headers: [header], hasToken: false).status == 403)
    }
    // As good as the token, and a wrong one beside it takes nothing away.
    #expect(try await served.get("/?token=\(wrong)").status == 403)
  }

  @Test func theTokenInTheAddressBecomesACookie() async throws {
    #expect(served.token.count == 64)
    let answer = try await served.get(
      "/run/x%20y?a=1&token=\(served.token)&b=2", hasToken: false)
    #expect(answer.status == 303)
    #expect(answer.values("location") == ["/run/x%20y?a=1&b=2"])
    let cookie = "labbook-\(served.port)=\(served.token)"
    #expect(answer.values("set-cookie") == [cookie + "; Path=/; HttpOnly; SameSite=Strict"])
    let page = try await served.get("/", headers: ["Cookie: a=b; \(cookie)"], hasToken: false)
    #expect(page.status == 200)
  }

  @Test func nobodyIsSentElsewhere() async throws {
    for target in ["//evil.example/", "/\\evil.example", "/http://evil.example"] {
      let answer = try await served.get("\(target)?token=\(served.token)", hasToken: false)
      #expect(answer.values("location") == ["/"])
    }
  }

  /// A browser keeps the cookie back where it follows a redirection of another site's link.
  @Test func aLinkWithTheTokenWorksFromOtherSites() async throws {
    let answer = try await served.get(
      "/?q=%22%3E&token=\(served.token)",
      headers: [
        "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document",
      ],
      hasToken: false)
    #expect(answer.status == 200)
    #expect(answer.values("set-cookie").count == 1)
    #expect(answer.body.contains("content=\"0; url=/?q=%22%3E\""))
  }

  @Test func aPassOpensOnce() async throws {
    let url = served.server.makeURLForOnce()
    let pass = String(url.split(separator: "=")[1])
    #expect(pass != served.token)
    #expect(try await served.get("/?token=\(pass)", hasToken: false).status == 303)
    #expect(try await served.get("/?token=\(pass)", hasToken: false).status == 403)
  }

  @Test(arguments: [
    "/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "//etc/passwd", "/run/..%2f..%2fetc%2fpasswd",
    "/run/%00", "/./", "/page.css/..", "/..%5c..%5cetc", "/Templates/page.css", "/etc/passwd",
  ])
  func nothingStandsOutsideTheRoutes(target: String) async throws {
    let answer = try await served.get(target)
    #expect(answer.status == 404)
    #expect(!answer.body.contains("root:"))
  }

  @Test func whatIsShownOfAnAddressIsEscaped() async throws {
    let answer = try await served.get("/<script>alert(1)</script>")
    #expect(answer.status == 404)
    #expect(!answer.body.contains("<script>alert"))
  }

  @Test func thePassOpensOnceWhateverIsAskedFor() async throws {
    let url = served.server.makeURLForOnce()
    let target = try #require(url.firstRange(of: "/?")).lowerBound
    let head = try await served.get(String(url[target...]), method: "HEAD", hasToken: false)
    #expect(head.status == 303)
    #expect(try await served.get(String(url[target...]), hasToken: false).status == 403)
  }
}
