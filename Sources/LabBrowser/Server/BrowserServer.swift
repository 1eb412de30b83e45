import FlyingSocks
import Glibc

/// The pages on the loopback interface, for one user.
package final class BrowserServer: Sendable {
  /// The port that it listens on.
  package let port: UInt16
  private let listeners: [Socket]
  private let gate: Gate
  private let source: SiteSource
  private let thread: AnswerThread
  private let places: ConnectionPlaces
  private let limits: BrowserLimits

  /// How many connections wait to be accepted.
  private static let backlog: Int32 = 128

  /// Begins to listen at 127.0.0.1, and at ::1 where that is to be had.
  ///
  /// - Parameters:
  ///   - source: what is served.
  ///   - port: 0 for any.
  ///   - limits: what is taken from clients.
  /// - Throws: `BrowserFailure`, where the port is taken or may not be had.
  package init(
    _ source: SiteSource, port: UInt16, limits: BrowserLimits = BrowserLimits()
  ) throws(BrowserFailure) {
    let first = try Self.listener(port)
    var listeners = [first.socket]
    if let second = try? Self.listenerOfIPv6(first.port) { listeners.append(second) }
    self.port = first.port
    self.listeners = listeners
    self.source = source
    self.limits = limits
    gate = Gate(port: first.port)
    thread = try AnswerThread()
    places = ConnectionPlaces(limits.connections)
  }

  deinit {
    for listener in listeners { try? listener.close() }
  }

  /// The address that opens the pages: whoever has it may read all of them.
  package var url: String { url(gate.token) }

  /// An address that opens the pages once, which may stand where others see it.
  package func makeURLForOnce() -> String { url(gate.makePass()) }

  private func url(_ token: AccessToken) -> String {
    "http://127.0.0.1:\(port)/?token=\(token.text)"
  }

  /// Serves until the task is cancelled.
  ///
  /// - Throws: `BrowserFailure`, where the kernel's events can no more be had.
  package func run() async throws {
    let pool = SocketPool<ePoll>.ePoll(maxEvents: 64)
    do {
      try await pool.prepare()
      try await withThrowingTaskGroup(of: Void.self) { group in
        defer { group.cancelAll() }
        group.addTask { try await pool.run() }
        for listener in listeners {
          let socket = try AsyncSocket(socket: listener, pool: pool)
          group.addTask { await self.accept(on: socket, pool) }
        }
        try await group.next()
      }
    } catch is CancellationError {
      return
    } catch {
      if Task.isCancelled { return }
      throw BrowserFailure("wait for connections: \(error)")
    }
  }

  private func accept(on listener: AsyncSocket, _ pool: some AsyncSocketPool) async {
    await withDiscardingTaskGroup { group in
      while !Task.isCancelled {
        do {
          let socket = try await listener.accept()
          // Taken only now: a listener that waits for a client would keep the place from the other one.
          await places.take()
          _ = fcntl(socket.socket.file.rawValue, F_SETFD, FD_CLOEXEC)
          group.addTask { [self] in
            await BrowserConnection(
              socket: socket, gate: gate, source: source, thread: thread, places: places,
              limits: limits
            ).serve()
            places.giveBack()
          }
        } catch {
          // The client is gone again, or there are no more files for a moment.
          try? await Task.sleep(for: .milliseconds(50))
        }
      }
      group.cancelAll()
    }
  }

  // MARK: - Listening

  private static func listener(
    _ port: UInt16
  ) throws(BrowserFailure) -> (socket: Socket, port: UInt16) {
    do {
      let socket = try listening(AF_INET, try .inet(ip4: "127.0.0.1", port: port))
      guard case .ip4(_, port: let own) = try socket.sockname() else {
        throw SocketError.unsupportedAddress
      }
      return (socket, own)
    } catch SocketError.failed(_, let code, _) {
      throw BrowserFailure(
        isPortTaken: code == EADDRINUSE,
        "listen at 127.0.0.1:\(port): \(String(cString: strerror(code)))",
        remedy: "name another port with --port, or any with --port 0")
    } catch {
      throw BrowserFailure("listen at 127.0.0.1:\(port): \(error)")
    }
  }

  private static func listenerOfIPv6(_ port: UInt16) throws -> Socket {
    try listening(AF_INET6, try .inet6(ip6: "::1", port: port))
  }

  private static func listening(_ family: Int32, _ address: some SocketAddress) throws -> Socket {
    let socket = try Socket(domain: family, type: .stream)
    do {
      _ = fcntl(socket.file.rawValue, F_SETFD, FD_CLOEXEC)
      // A port whose last connections still close may be used again.
      try socket.setValue(true, for: .localAddressReuse)
      try socket.bind(to: address)
      try socket.listen(maxPendingConnection: backlog)
      return socket
    } catch {
      try? socket.close()
      throw error
    }
  }
}
