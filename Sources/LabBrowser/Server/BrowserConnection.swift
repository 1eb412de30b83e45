import FlyingSocks
import Glibc
import LabPages

/// One client's connection, from its first byte to its end.
struct BrowserConnection {
  let socket: AsyncSocket
  let gate: Gate
  let source: SiteSource
  let thread: AnswerThread
  let places: ConnectionPlaces
  let limits: BrowserLimits

  /// How long what a client still sends is thrown away, so that it reads why nobody listens any more.
  private static let lingering: Duration = .seconds(2)
  private static let mostLingering = 1 << 20

  /// Answers one request after the other until the client goes, is too slow, or is told to go.
  func serve() async {
    var buffer = RequestBuffer(limits)
    // What fails here is the client's going.
    try? await answerAll(&buffer)
    try? socket.close()
  }

  private func answerAll(_ buffer: inout RequestBuffer) async throws {
    while true {
      let head: RequestHead
      do {
        head = try await next(&buffer)
      } catch let mistake as RequestMistake {
        try await send(
          .refusal(mistake.status, mistake.message), toHead: false, keepsOpen: false)
        return await linger()
      }
      let reply = await reply(to: head)
      let keepsOpen = head.keepsOpen && !reply.ends && !places.areFew
      try await send(reply, toHead: head.method == "HEAD", keepsOpen: keepsOpen)
      guard keepsOpen else { return await linger() }
    }
  }

  /// Waits for the next request.
  private func next(_ buffer: inout RequestBuffer) async throws -> RequestHead {
    var deadline = ContinuousClock.now + (buffer.isEmpty ? limits.idle : limits.head)
    while true {
      if let head = try buffer.next() { return head }
      let wasEmpty = buffer.isEmpty
      buffer.append(
        try await ending(at: deadline) { [socket] in try await socket.read(atMost: 4096) })
      // However often a byte comes, the whole of it has to come in time.
      if wasEmpty { deadline = .now + limits.head }
    }
  }

  private func send(_ reply: Reply, toHead: Bool, keepsOpen: Bool) async throws {
    let bytes = reply.bytes(toHead: toHead, keepsOpen: keepsOpen)
    try await ending(at: .now + limits.answer) { [socket] in try await socket.write(.init(bytes)) }
  }

  /// Ends the connection so that the client gets the whole answer: a socket that is closed with something
  /// unread in it would take it back (tcp(7), RFC 9112 section 9.6).
  private func linger() async {
    shutdown(socket.socket.file.rawValue, Int32(SHUT_WR))
    let deadline = ContinuousClock.now + Self.lingering
    var count = 0
    while count < Self.mostLingering,
      let bytes = try? await ending(
        at: deadline, { [socket] in try await socket.read(atMost: 4096) })
    {
      count += bytes.count
    }
  }

  // MARK: - Replies

  private func reply(to head: RequestHead) async -> Reply {
    switch gate.decide(head) {
    case .refusal(let reply): return reply
    case .entrance(let address, let isForeign): return entrance(to: address, isForeign: isForeign)
    case .absent:
      return Reply(await thread.run { [source] in source.absent(head.target) })
    case .page(let address):
      var reply = Reply(await thread.run { [source] in source.answer(address) })
      reply.maybeCached = address.place == .style || address.place == .script
      if case .output(let run, let step, let attempt) = address.place, address.form == .page,
        reply.status == 200
      {
        // Shown where it is text, and nothing that a browser would do something else with.
        let isShown = reply.type.hasPrefix("text/plain")
        if !isShown { reply.type = "application/octet-stream" }
        let name = "\(run.prefix(8).filter { $0.isASCII && $0.isHexDigit })-\(step)-\(attempt)"
        reply.headers.append(
          (
            "Content-Disposition",
            "\(isShown ? "inline" : "attachment"); filename=\"output-\(name).\(isShown ? "txt" : "bin")\""
          ))
      }
      return reply
    }
  }

  private func entrance(to address: PageAddress, isForeign: Bool) -> Reply {
    let cookie = (
      name: "Set-Cookie",
      value: "\(gate.cookie)=\(gate.token.text); Path=/; HttpOnly; SameSite=Strict"
    )
    guard isForeign else {
      return Reply(
        status: 303, type: "text/plain; charset=utf-8", body: [],
        headers: [cookie, ("Location", address.target)])
    }
    // A browser that followed another site's link would go on without the cookie. Where a page of ours
    // sends it on, it has it.
    let target = Markup.text(address.target).renderText
    let page = """
      <!DOCTYPE html>
      <html lang="en"><head><meta charset="utf-8"><title>labbook</title>
      <meta http-equiv="refresh" content="0; url=\(target)"></head>
      <body><p><a href="\(target)">Go on</a></p></body></html>

      """
    return Reply(
      status: 200, type: "text/html; charset=utf-8", body: Array(page.utf8), headers: [cookie])
  }
}

extension Reply {
  fileprivate init(_ answer: SiteAnswer) {
    self.init(status: answer.status, type: answer.type, body: answer.body)
  }
}
