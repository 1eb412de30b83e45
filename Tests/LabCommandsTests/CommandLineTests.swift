import ArgumentParser
import Foundation
import LabReport
import Testing

@testable import LabCommands

@Suite struct CommandLineTests {
  @Test(arguments: [
    ["run", "--bogus"], ["run", "--jobs", "0"], ["run", "--jobs", "x"],
    ["list", "--limit", "0"], ["show", "a", "b"], ["shell"], ["run", "--color", "pink"],
  ])
  func aUsageMistakeExits2AndSaysSoOnStandardError(arguments: [String]) throws {
    let run = try CommandRun(arguments)
    #expect(run.status == .mistake)
    #expect(run.stdout.isEmpty)
    #expect(run.stderr.hasPrefix("labbook: error: "))
    #expect(run.stderr.contains("Usage: labbook"))
  }

  @Test(arguments: [
    ("rn", "unknown command \"rn\": did you mean run?"), ("bogus", "unknown command \"bogus\""),
    ("explian", "unknown command \"explian\": did you mean explain?"),
  ])
  func anUnknownCommandIsNamedWithTheNearestOne(word: String, message: String) throws {
    let run = try CommandRun([word, "--json"])
    #expect(run.status == .mistake)
    #expect(
      run.stderr == "labbook: error: \(message)\n  `labbook --help` lists the commands\n")
  }

  @Test func theParsersMessagesHaveTheFormOfAllOthers() throws {
    let run = try CommandRun(["explain", "last"])
    #expect(run.stderr.hasPrefix("labbook: error: missing expected argument '<claim>'"))
    #expect(
      try CommandRun(["list", "--limit", "0"]).stderr
        .hasPrefix("labbook: error: --limit wants a number above 0"))
  }

  @Test(
    arguments: [
      (["run", "--report", "html=x"], "there are junit, tap, ktap, json, matrix, kcidb"),
      (["run", "--report", "tap"], "name the file too: tap=FILE, or tap=-"),
      (["prune", "--keep-runs", "-1"], "--keep-runs wants a number from 0 on"),
      (["prune", "--keep-days", "-1"], "--keep-days wants a number from 0 to 1000000"),
      (["list", "--limit", "-1"], "--limit wants a number above 0"),
      (["run", "--repeat", "-1"], "--repeat wants a number above 0"),
    ])
  func aMistakeSaysWhatWouldBeRight(arguments: [String], message: String) throws {
    let run = try CommandRun(arguments)
    #expect(run.status == .mistake)
    #expect(run.stderr.contains(message), "\(run.stderr)")
  }

  @Test(arguments: [["--help"], ["help"], ["run", "--help"], ["--version"], []])
  func helpAndVersionAreAnswers(arguments: [String]) throws {
    let run = try CommandRun(arguments)
    #expect(run.status == .success)
    #expect(run.stderr.isEmpty)
    #expect(run.stdout.contains("labbook"))
  }

  @Test func everyCommandHasItsOwnHelp() throws {
    for command in LabbookCommand.configuration.subcommands {
      let name = try #require(command.configuration.commandName)
      for arguments in [[name, "--help"], ["help", name], [name, "-h"]] {
        let run = try CommandRun(arguments)
        #expect(run.status == .success)
        #expect(run.stdout.contains("USAGE: labbook \(name)"))
      }
    }
  }

  @Test func aMistypedArgumentCannotSteerTheTerminal() throws {
    let run = try CommandRun(["x\u{1B}[31m"])
    #expect(run.status == .mistake)
    #expect(run.stderr.contains("x\\x1b[31m"))
    #expect(!run.stderr.contains("\u{1B}"))
  }

  @Test func theVersionIsOneLine() throws {
    #expect(try CommandRun(["--version"]).stdout == "labbook \(LabbookCommand.version)\n")
  }

  @Test func runOptionsResolveToOneValue() throws {
    let command = try LabbookCommand.parseAsRoot([
      "run", "a.md", "b", "--db", "x.sqlite", "--jobs", "3", "--filter", "lo", "--fail-fast",
      "--update", "--json", "--keep", "--strict", "--color", "never",
    ])
    let options = try #require(command as? RunCommand).resolved(
      in: Environment { _ in nil })
    var expected = RunOptions()
    expected.paths = ["a.md", "b"]
    expected.database = "x.sqlite"
    expected.jobs = 3
    expected.filter = "lo"
    expected.stopsAtFailure = true
    expected.updates = true
    expected.json = true
    expected.keepsSandbox = true
    expected.isStrict = true
    expected.color = .never
    #expect(options == expected)
  }

  @Test func runOptionsHaveQuietDefaults() throws {
    let command = try LabbookCommand.parseAsRoot(["run"])
    let options = try #require(command as? RunCommand).resolved(
      in: Environment { _ in nil })
    var expected = RunOptions()
    expected.database = "results/labbook.sqlite"
    expected.jobs = options.jobs
    #expect(options == expected)
    #expect((1...4).contains(options.jobs))
  }

  @Test(
    arguments: [
      (["list"], [:], "results/labbook.sqlite"),
      (["list"], ["LABBOOK_DB": "env.sqlite"], "env.sqlite"),
      (["list"], ["LABBOOK_DB": ""], "results/labbook.sqlite"),
      (["list", "--db", "x.sqlite"], ["LABBOOK_DB": "env.sqlite"], "x.sqlite"),
    ] as [([String], [String: String], String)])
  func theDatabaseIsTheOptionElseTheVariableElseTheStandardOne(
    arguments: [String], variables: [String: String], path: String
  ) throws {
    let command = try LabbookCommand.parseAsRoot(arguments)
    let options = try #require(command as? ListCommand).resolved(
      in: Environment { variables[$0] })
    #expect(options.database == path)
  }

  @Test func aRunIsTheNewestUnlessNamed() throws {
    let environment = Environment { _ in nil }
    let last = try #require(try LabbookCommand.parseAsRoot(["show"]) as? ShowCommand)
    #expect(last.resolved(in: environment).run == "last")
    let named = try #require(
      try LabbookCommand.parseAsRoot(["show", "019a", "--all", "--counters", "--reasons"])
        as? ShowCommand)
    let options = named.resolved(in: environment)
    #expect(options.run == "019a")
    #expect(options.story.isFull)
    #expect(options.story.showsCounters)
    #expect(options.story.showsReasons)
  }
}

@Suite struct PacketsCommandTests {
  @Test func optionsResolveToOneValue() throws {
    let command = try #require(
      try LabbookCommand.parseAsRoot([
        "packets", "019a", "--on", "b:eth0", "--filter", "tcp port 80", "--during", "#ask",
        "--db", "x.sqlite", "--json", "--from", "7", "--limit", "9", "--numbers",
      ]) as? PacketsCommand)
    let options = command.resolved(in: Environment { _ in nil })
    #expect(
      options
        == PacketsCommand.Options(
          database: "x.sqlite", run: "019a", place: "b:eth0", filter: "tcp port 80",
          during: "#ask", json: true,
          part: PacketPart(from: 7, most: 9, showsNumbers: true)))
  }

  @Test func aPacketIsNamedByRunAndNumber() throws {
    let command = try #require(
      try LabbookCommand.parseAsRoot(["packet", "019a", "17", "--db", "x.sqlite", "--json"])
        as? PacketCommand)
    #expect(
      command.resolved(in: Environment { _ in nil })
        == PacketCommand.Options(database: "x.sqlite", run: "019a", number: 17, json: true))
  }

  @Test(arguments: [["--from", "0"], ["--limit", "0"], ["--limit", "x"]])
  func aPartThatCannotBeIsAMistake(arguments: [String]) throws {
    let run = try CommandRun(["packets", "--db", "/nonexistent/x.sqlite"] + arguments)
    #expect(run.status == .mistake)
  }

  @Test(arguments: [["--on", "a:"], ["--on", ""], ["--during", "lo is up"]])
  func whatCanBeNoPlaceOrStepIsAMistake(arguments: [String]) throws {
    let run = try CommandRun(["packets", "--db", "/nonexistent/x.sqlite"] + arguments)
    #expect(run.status == .mistake)
    #expect(run.stderr.contains("is no "))
  }

  @Test func aDatabaseThatIsNotThereIsAMistake() throws {
    #expect(try CommandRun(["packets", "--db", "/nonexistent/x.sqlite"]).status == .mistake)
  }
}

@Suite struct ViewCommandTests {
  @Test func optionsResolveToOneValue() throws {
    let environment = Environment { _ in nil }
    let history = try #require(
      try LabbookCommand.parseAsRoot([
        "history", "lo.md", "3", "--limit", "9", "--controls", "--db", "x.sqlite", "--json",
      ]) as? HistoryCommand)
    #expect(
      history.resolved(in: environment)
        == HistoryCommand.Options(
          database: "x.sqlite", notebook: "lo.md", claim: "3", limit: 9, controls: true,
          json: true))
    let topology = try #require(
      try LabbookCommand.parseAsRoot([
        "topology", "019a", "--at", "+0.5s", "--svg", "a.svg", "--force", "--db", "x.sqlite",
      ]) as? TopologyCommand)
    #expect(
      topology.resolved(in: environment)
        == TopologyCommand.Options(
          database: "x.sqlite", run: "019a", time: 500_000_000, step: nil, svg: "a.svg",
          replaces: true, json: false))
  }

  @Test(
    arguments: [
      ("1.25", 1_250_000_000), ("0", 0), ("+0.000000001 s", nil), ("1250ms", 1_250_000_000),
      ("1.5us", 1500), ("7ns", 7), ("1.5ns", nil), ("", nil), ("x", nil), ("1.", 1_000_000_000),
      ("99999999999s", nil), ("-1", -1_000_000_000),
    ] as [(String, Int64?)])
  func anInstantIsReadAsItIsPrinted(text: String, nanoseconds: Int64?) {
    #expect(RunInstant(argument: text)?.nanoseconds == nanoseconds)
  }

  @Test(
    arguments: [
      ["history"], ["history", "a", "--limit", "0"], ["topology", "--at", "1", "--step", "2"],
      ["topology", "--at", "x"], ["topology", "--svg", "-", "--json"], ["topology", "--force"],
    ])
  func whatMeansNothingIsAMistake(arguments: [String]) throws {
    #expect(try CommandRun(arguments + ["--db", "/nonexistent/x.sqlite"]).status == .mistake)
  }
}

@Suite struct ExportCommandTests {
  @Test func optionsResolveToOneValue() throws {
    let command = try #require(
      try LabbookCommand.parseAsRoot([
        "export", "019a", "--pcapng", "a", "--output-dir", "b", "--sqlite", "c", "--on", "b:*",
        "--filter", "udp", "--during", "3", "--force", "--db", "x.sqlite",
      ]) as? ExportCommand)
    #expect(
      command.resolved(in: Environment { _ in nil })
        == ExportCommand.Options(
          database: "x.sqlite", run: "019a", pcapng: "a", folder: "b", sqlite: "c", place: "b:*",
          filter: "udp", during: "3", replaces: true))
  }

  @Test(
    arguments: [
      [], ["--sqlite", "x", "--on", "lo"], ["--output-dir", "x", "--during", "1"],
      ["--sqlite", "-"], ["--output-dir", "-"],
    ])
  func whatMeansNothingIsAMistake(arguments: [String]) throws {
    let run = try CommandRun(["export", "--db", "/nonexistent/x.sqlite"] + arguments)
    #expect(run.status == .mistake)
    #expect(run.stderr.contains("--"))
  }
}

@Suite struct CommandTreeTests {
  private struct Argument {
    var command: String
    var names: [String]
    var hasHelp: Bool
  }

  /// Every command's path with its help, and every argument of each.
  private func tree() throws -> (commands: [(path: String, abstract: String)], [Argument]) {
    let dump = try JSONSerialization.jsonObject(
      with: Data(LabbookCommand._dumpHelp().utf8))
    let root = try #require((dump as? [String: Any])?["command"] as? [String: Any])
    var commands: [(path: String, abstract: String)] = []
    var arguments: [Argument] = []
    func visit(_ command: [String: Any], _ path: String) {
      let name = command["commandName"] as? String ?? "?"
      guard name != "help" else { return }
      let path = path.isEmpty ? name : path + " " + name
      commands.append((path, command["abstract"] as? String ?? ""))
      for argument in command["arguments"] as? [[String: Any]] ?? [] {
        guard argument["shouldDisplay"] as? Bool == true else { continue }
        let names = (argument["names"] as? [[String: Any]] ?? []).compactMap { name in
          (name["name"] as? String).map { $0.count == 1 ? "-" + $0 : "--" + $0 }
        }
        arguments.append(
          Argument(
            command: path,
            names: names.isEmpty ? [(argument["valueName"] as? String ?? "?").uppercased()] : names,
            hasHelp: !(argument["abstract"] as? String ?? "").isEmpty))
      }
      for child in command["subcommands"] as? [[String: Any]] ?? [] { visit(child, path) }
    }
    visit(root, "")
    return (commands, arguments)
  }

  private func page(_ path: String) throws -> String {
    let root = URL(filePath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    return String(decoding: try Data(contentsOf: root.appending(path: path)), as: UTF8.self)
  }

  @Test func everyCommandHasHelpAndStandsInTheDocs() throws {
    let (commands, _) = try tree()
    #expect(commands.count == 32)
    let docs = try page("docs/commands.md")
    let readme = try page("README.md")
    for command in commands {
      #expect(!command.abstract.isEmpty, "\(command.path) has no help")
      #expect(docs.contains(command.path), "docs/commands.md lacks \(command.path)")
      #expect(readme.contains(command.path), "README.md lacks \(command.path)")
    }
  }

  @Test func everyOptionHasHelpAndStandsInItsCommandsPart() throws {
    let (_, arguments) = try tree()
    #expect(arguments.count > 30)
    let docs = try page("docs/commands.md")
    for argument in arguments {
      #expect(argument.hasHelp, "\(argument.command) \(argument.names) has no help")
      let words = argument.command.split(separator: " ").map(String.init)
      // Subcommands stand in their command's part.
      let part = section(words.count > 1 ? words[1] : "labbook", of: docs)
      let general = section("Options of every command", of: docs)
      #expect(
        argument.names.contains {
          part.contains($0) || general.contains($0) || docs.contains("[\($0)")
        }
          || docs.contains("\(argument.command) \(argument.names[0])"),
        "docs/commands.md lacks \(argument.command) \(argument.names)")
    }
  }

  /// The text below the heading `## NAME`.
  private func section(_ name: String, of page: String) -> String {
    let parts = page.split(separator: "\n## ")
    return parts.first { $0.hasPrefix(name + "\n") }.map(String.init) ?? ""
  }
}
