import LabPages
import Synchronization

/// Decides which requests are answered: it looks at what a browser says of a request before anything of it is
/// used.
///
/// Any web page can make a browser ask a server on the loopback interface. It cannot make the browser lie
/// about the host that it was told to ask (so a name that is bound to 127.0.0.1 later helps nobody), nor
/// about whose page asks, and it does not know the token.
final class Gate: Sendable {
  /// What is done with a request.
  enum Decision {
    /// The page at this address is sent.
    case page(PageAddress)
    /// No page can stand there.
    case absent
    /// Somebody came with the token: they get a cookie and are sent to this address without it.
    case entrance(PageAddress, isForeign: Bool)
    /// Nothing is done.
    case refusal(Reply)
  }

  let token = AccessToken()
  private let port: UInt16
  private let hosts: Set<String>
  /// Which opens the door once, and stands on the command line of a browser, where others can see it.
  private let passes = Mutex<[AccessToken]>([])

  init(port: UInt16) {
    self.port = port
    let names = ["127.0.0.1", "localhost", "[::1]"]
    // A browser leaves the standard port out.
    hosts = Set(names.map { "\($0):\(port)" } + (port == 80 ? names : []))
  }

  /// The name of the cookie; browsers tell cookies of a host's ports apart by name alone.
  var cookie: String { "labbook-\(port)" }

  /// A token that is good for one entrance.
  func makePass() -> AccessToken {
    let pass = AccessToken()
    passes.withLock { $0.append(pass) }
    return pass
  }

  /// What is done with the request of `head`.
  func decide(_ head: RequestHead) -> Decision {
    let host = head.values("host")
    guard host.count == 1, hosts.contains(host[0].lowercased()) else {
      return refuse(403, "This server answers for 127.0.0.1:\(port) and localhost:\(port) only.")
    }
    if let refusal = refusalOfForeigner(head) { return .refusal(refusal) }
    guard head.method == "GET" || head.method == "HEAD" else {
      return .refusal(
        ended(.refusal(405, "GET and HEAD are answered here."), [("Allow", "GET, HEAD")]))
    }
    guard !head.hasBody else {
      return .refusal(ended(.refusal(413, "A request may have no body."), []))
    }
    guard head.target.first == "/" else {
      return refuse(400, "An address begins with a slash.")
    }
    let (target, given) = Self.split(head.target)
    if !given.isEmpty {
      guard given.count == 1, isToken(given[0]) else {
        return .refusal(Self.closed)
      }
      return .entrance(
        PageAddress(target: target) ?? PageAddress(.runs), isForeign: isForeign(head))
    }
    guard hasToken(head) else { return .refusal(Self.closed) }
    return PageAddress(target: target).map { .page($0) } ?? .absent
  }

  // MARK: - The sender

  private func refusalOfForeigner(_ head: RequestHead) -> Reply? {
    guard head.values("origin").allSatisfy({ hosts.contains(Self.host(ofOrigin: $0)) }) else {
      return .refusal(403, "Pages of other origins may not ask here.")
    }
    // Somebody may follow a link to here, which then has a page of its own.
    let isNavigation =
      head.values("sec-fetch-mode") == ["navigate"] && head.values("sec-fetch-dest") == ["document"]
    guard !isForeign(head) || isNavigation else {
      return .refusal(403, "Pages of other sites may not ask here.")
    }
    return nil
  }

  /// Whether a page of another site made the browser ask; another port of this machine is of the same site.
  private func isForeign(_ head: RequestHead) -> Bool {
    head.values("sec-fetch-site").contains { $0 == "cross-site" || $0 == "same-site" }
  }

  private static func host(ofOrigin origin: String) -> String {
    origin.hasPrefix("http://") ? origin.dropFirst("http://".count).lowercased() : ""
  }

  // MARK: - The token

  private func hasToken(_ head: RequestHead) -> Bool {
    let cookies = head.values("cookie").flatMap { $0.split(separator: ";") }
    for text in cookies {
      let halves = text.split(separator: "=", maxSplits: 1)
      guard halves.count == 2, halves[0].drop(while: { $0 == " " }) == cookie else { continue }
      if token.isEqual(to: String(halves[1])) { return true }
    }
    return head.values("authorization").contains { value in
      let words = value.split(separator: " ")
      return words.count == 2 && words[0].lowercased() == "bearer"
        && token.isEqual(to: String(words[1]))
    }
  }

  /// Whether it opens the door; a pass does so for whoever comes first, whatever they ask for.
  private func isToken(_ text: String) -> Bool {
    if token.isEqual(to: text) { return true }
    return passes.withLock { passes in
      guard let place = passes.firstIndex(where: { $0.isEqual(to: text) }) else { return false }
      passes.remove(at: place)
      return true
    }
  }

  /// A target without `token=…`, and what stood there.
  private static func split(_ target: String) -> (target: String, tokens: [String]) {
    let halves = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    guard halves.count == 2 else { return (target, []) }
    let items = halves[1].split(separator: "&")
    let rest = items.filter { !$0.hasPrefix("token=") }
    guard rest.count < items.count else { return (target, []) }
    return (
      halves[0] + (rest.isEmpty ? "" : "?" + rest.joined(separator: "&")),
      items.filter { $0.hasPrefix("token=") }.map { String($0.dropFirst("token=".count)) }
    )
  }

  // MARK: - Refusals

  private static let closed = Reply.refusal(
    403,
    """
    This needs the address that `labbook serve` printed, with its token.
    Where you have opened that address in this browser before, load the page again.
    """)

  private func refuse(_ status: Int, _ message: String) -> Decision {
    .refusal(.refusal(status, message))
  }

  private func ended(_ reply: Reply, _ headers: [(name: String, value: String)]) -> Reply {
    var reply = reply
    reply.headers = headers
    // The body, if there is one, is not read.
    reply.ends = true
    return reply
  }
}
