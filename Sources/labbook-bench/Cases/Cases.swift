/// Every case, in the order of the report.
struct Cases {
  private let tools: Tools
  private let options: Options
  private(set) var inputs = Inputs()
  private(set) var all: [Case] = []
  /// What could not be had besides tools, and why.
  private(set) var missing: [String] = []

  /// Those that the options ask for; kernels come into `cache`.
  init(_ tools: Tools, _ options: Options, cache: String) {
    self.tools = tools
    self.options = options
    all = [
      steps(
        "One step", 1, rounds: 21,
        Case.Goal(contender: "cram", most: 0.5)),
      steps(
        "1,000 steps", 1000, rounds: 7,
        Case.Goal(contender: "cram", most: 1.5)),
      lab(), start(), hosts(), scaling(),
    ]
    if let filter = options.filter { all.removeAll { !$0.comparison.title.contains(filter) } }
    let machines = MachineCases(
      tools, options, notebook: inputs.notebook(steps: 1), cache: cache)
    all += machines.all
    missing = machines.missing
  }

  private func comparison(
    _ title: String, rounds: Int, _ contenders: [Comparison.Contender]
  ) -> Comparison {
    Comparison(
      title: title, contenders: contenders,
      rounds: options.rounds ?? (options.isQuick ? min(rounds, 3) : rounds))
  }

  private func contender(_ name: String, _ words: [String]) -> Comparison.Contender {
    Comparison.Contender(name: name, command: MeasuredCommand(words: words))
  }

  private func run(_ notebook: String) -> [String] {
    [tools.labbook, "run", "--db", "bench.sqlite", notebook]
  }

  /// `echo hi` so many times, in one shell.
  private mutating func steps(
    _ title: String, _ count: Int, rounds: Int, _ goal: Case.Goal
  ) -> Case {
    var contenders = [contender("labbook", run(inputs.notebook(steps: count)))]
    if let cram = tools.cram {
      contenders.append(contender("cram", [cram, inputs.cramTest(steps: count)]))
    }
    // It takes some ms for a step.
    if let bats = tools.bats, count == 1 || !options.isQuick {
      contenders.append(contender("bats", [bats, inputs.batsTest(steps: count)]))
    }
    if let bwrap = tools.bwrap {
      let script = "i=0; while [ $i -lt \(count) ]; do echo hi; i=$((i+1)); done"
      contenders.append(
        contender(
          "bubblewrap",
          [
            bwrap, "--ro-bind", "/", "/", "--unshare-all", "--proc", "/proc", "--dev", "/dev",
            "sh", "-c", script,
          ]))
    }
    return Case(
      comparison: comparison(title, rounds: rounds, contenders), goal: goal,
      note:
        "`echo hi` and its output compared. labbook alone records; bubblewrap compares nothing, "
        + "and its shell runs all steps as one loop.")
  }

  /// Two hosts, a link and a ping.
  private mutating func lab() -> Case {
    var contenders = [contender("labbook", run(inputs.lab()))]
    if let mininet = tools.mininet { contenders.append(contender("mininet", mininet)) }
    return Case(
      comparison: comparison("Two hosts, a link, a ping", rounds: 7, contenders),
      goal: Case.Goal(contender: "mininet", most: 0.05),
      note: "mininet's smallest network has a switch, and its test pings both ways.")
  }

  /// The start of the program itself.
  private func start() -> Case {
    Case(
      comparison: comparison(
        "Start", rounds: 21,
        [
          contender("labbook --version", [tools.labbook, "--version"]),
          contender("true", ["/bin/true"]),
        ]), note: "`true` is what starting any program takes.")
  }

  /// One step on so many hosts.
  private mutating func hosts() -> Case {
    let sizes = [1, 10, 100]
    let contenders = sizes.map {
      contender(Numbers.counted($0, "host"), run(inputs.notebook(hosts: $0)))
    }
    return Case(
      comparison: comparison("Hosts", rounds: 5, contenders), sizes: sizes, unit: "host",
      note: "Hosts without links, and one step on the sandbox's own.")
  }

  /// How time grows with the number of steps.
  private mutating func scaling() -> Case {
    let sizes = options.isQuick ? [1, 100, 1000] : [1, 100, 1000, 10_000]
    let contenders = sizes.map {
      contender(Numbers.counted($0, "step"), run(inputs.notebook(steps: $0)))
    }
    return Case(
      comparison: comparison("Steps", rounds: 5, contenders), sizes: sizes, unit: "step")
  }
}
