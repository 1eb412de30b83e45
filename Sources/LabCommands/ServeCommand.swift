import ArgumentParser
import Glibc
import LabBrowser
import LabEvidence
import LabReport

/// `labbook serve`: the pages of a database in a browser on this machine.
struct ServeCommand: LabCommand {
  /// Where it listens unless somebody says otherwise, and how many ports after it are tried.
  static let standardPort: UInt16 = 8899
  private static let triedPorts: UInt16 = 20

  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Show runs in a browser on this machine.",
    discussion: """
      Prints the address to open, which has a token: only who has it may read. Serves until it is \
      interrupted. The database is only read; what is written to it meanwhile is shown.
      """)

  @Option(
    help: ArgumentHelp(
      "Listen on this port, 0 for any (default: \(standardPort), or the next that is free).",
      valueName: "number"))
  var port: UInt16?

  @Flag(help: "Open the address with $BROWSER, or xdg-open.")
  var open = false

  @OptionGroup var database: DatabaseOption
  @OptionGroup var format: FormatOptions

  var color: ColorMode { format.coloring.color }

  func execute(in context: CommandContext) throws -> ExitStatus {
    let path = database.resolved(in: context.environment)
    let source: SiteSource
    let server: BrowserServer
    do {
      source = try SiteSource(path: path)
    } catch {
      throw CommandFailure(error)
    }
    do {
      server = try listening(source)
    } catch {
      throw CommandFailure(error)
    }
    let interruption = try Interruption()
    let ended = try Mailbox<BrowserFailure?>()
    let task = Task {
      do {
        try await server.run()
        ended.send(nil)
      } catch {
        ended.send(error as? BrowserFailure)
      }
    }
    defer { task.cancel() }
    tell(server, path, in: context)
    if open { try BrowserProgram(context.environment).open(server.makeURLForOnce()) }
    while true {
      waitForInput([interruption.descriptor, ended.descriptor], milliseconds: -1)
      // It has no other end, so being told to end is what it waits for.
      if interruption.next() != nil { return .success }
      for case let failure? in ended.take() { throw CommandFailure(failure) }
    }
  }

  private func listening(_ source: SiteSource) throws(BrowserFailure) -> BrowserServer {
    if let port { return try BrowserServer(source, port: port) }
    for port in Self.standardPort..<Self.standardPort + Self.triedPorts {
      do throws(BrowserFailure) {
        return try BrowserServer(source, port: port)
      } catch {
        guard error.isPortTaken else { throw error }
      }
    }
    return try BrowserServer(source, port: 0)
  }

  private func tell(_ server: BrowserServer, _ path: String, in context: CommandContext) {
    if format.json {
      var writer = JSONWriter { context.stdout.write($0) }
      writer.object { writer in
        writer.member("url", server.url)
        writer.member("port", Int(server.port))
        writer.member("database", path)
      }
      writer.finish()
    } else {
      context.stdout.line(server.url)
      if context.stderr.isTerminal {
        context.stderr.line(
          context.messageStyle(color).escape.line("\(path) is shown there until Ctrl-C"))
      }
    }
    context.stdout.flush()
  }
}

extension CommandFailure {
  /// A failure of the server in a command's terms.
  init(_ failure: BrowserFailure) {
    self.init(
      failure.isPortTaken ? .mistake : .failed, failure.message, remedy: failure.remedy)
  }
}
