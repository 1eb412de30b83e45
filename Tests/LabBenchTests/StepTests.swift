import Glibc
import LabModel
import LabSandbox
import Testing

/// Steps in a sandbox: output, status, and what carries over from one to the next.
@Suite struct StepTests {
  @Test(arguments: TestBench.all) func printsAndExits(bench: TestBench) throws {
    let lab = try TestLab(on: bench)
    let first = try lab.run("echo out; echo err >&2; (exit 3)")
    #expect(first.stdout == "out\n")
    #expect(first.stderr == "err\n")
    #expect(first.status == 3)
    #expect(first.end?.ending == .exited)
    #expect(first.end?.leaks == 0)
  }

  @Test(arguments: TestBench.all) func shellStateCarriesOver(bench: TestBench) throws {
    let lab = try TestLab(on: bench)
    try lab.run("cd /usr; x=5; f() { echo \"f $x\"; }; false")
    #expect(try lab.run("echo $?").stdout == "1\n")
    #expect(try lab.run("pwd; f").stdout == "/usr\nf 5\n")
  }

  @Test(arguments: TestBench.all) func messagesNameLinesOfTheStepItself(bench: TestBench) throws {
    let lab = try TestLab(on: bench)
    try lab.run("true")
    let result = try lab.run("true\nno-such-command")
    #expect(result.stderr == "bash: line 2: no-such-command: command not found\n")
    #expect(result.status == 127)
  }

  @Test(arguments: TestBench.all) func breakAndContinueDoNotEndTheShell(bench: TestBench) throws {
    let lab = try TestLab(on: bench)
    try lab.run("x=kept; break")
    try lab.run("continue")
    #expect(try lab.run("echo $x").stdout == "kept\n")
  }

  @Test(arguments: TestBench.all) func onePipeKeepsTheExactOrder(bench: TestBench) throws {
    let lab = try TestLab(on: bench)
    let result = try lab.run(
      "for i in 1 2 3; do echo out$i; echo err$i >&2; done", merges: true)
    #expect(result.merged == "out1\nerr1\nout2\nerr2\nout3\nerr3\n")
  }

  @Test(arguments: TestBench.all) func aTerminalGivesEverythingBeforeItsStepEnds(bench: TestBench)
    throws
  {
    let lab = try TestLab(on: bench)
    let lines = (1...20_000).map { "\($0)\r\n" }.joined()
    for _ in 0..<5 {
      #expect(try lab.run("seq 1 20000; echo err >&2", terminal: true).merged == lines + "err\r\n")
    }
    #expect(try lab.run("[ -t 1 ] || echo a pipe").stdout == "a pipe\n")
    // The shell's end takes its terminal with it; the next one has another.
    #expect(try lab.run("exit 3", terminal: true).end?.ending == .shellEnded)
    #expect(try lab.run("test -t 0 && test -t 1 && test -t 2", terminal: true).status == 0)
  }

  @Test(arguments: TestBench.all) func bytesAreExact(bench: TestBench) throws {
    let lab = try TestLab(on: bench)
    let result = try lab.run(#"printf '\000\377\033]52;c;x\007\303\n'"#)
    #expect(
      result.bytes == [0, 0xff, 0x1b] + Array("]52;c;x".utf8) + [7, 0xc3, 10])
  }

  @Test(arguments: TestBench.all) func onlyThreeDescriptorsReachAStep(bench: TestBench) throws {
    let lab = try TestLab(on: bench)
    #expect(try lab.run("ls /proc/self/fd").stdout == "0\n1\n2\n3\n")  // 3 is ls's own
    #expect(try lab.run("readlink /proc/self/fd/0").stdout == "/dev/null\n")
  }

  @Test(arguments: TestBench.all) func stdinComesFromAFile(bench: TestBench) throws {
    let file = FilePlan(
      path: "in.txt", bytes: Array("a\nb\n".utf8), position: SourcePosition(line: 1, column: 1))
    let lab = try TestLab(on: bench, files: [file])
    #expect(try lab.run("cat", stdin: "in.txt").stdout == "a\nb\n")
    #expect(try lab.run("cat", stdin: "/root/in.txt").stdout == "a\nb\n")
    #expect(try lab.run("cat; ls /proc/self/fd | wc -l").stdout == "4\n")
    let missing = try lab.run("cat", stdin: "nope")
    #expect(missing.stderr == "labbook: cannot open nope: No such file or directory\n")
    #expect(missing.status == 1)
  }

  @Test(arguments: TestBench.all) func variablesOfCapturesAreExported(bench: TestBench) throws {
    let lab = try TestLab(on: bench)
    let values = [EnvironmentVariable(name: "port", value: "89 '\"$x")]
    #expect(try lab.run("printenv port", variables: values).stdout == "89 '\"$x\n")
    #expect(try lab.run("echo \"$port\"").stdout == "89 '\"$x\n")
  }

  @Test(arguments: TestBench.all) func outputOfABackgroundProcessBelongsToItsOwnStep(
    bench: TestBench
  ) throws {
    let lab = try TestLab(on: bench)
    try lab.run("mkfifo /tmp/go; (read x </tmp/go; echo \"late $x\") &")
    let first = lab.lastStep
    let second = try lab.run("echo now >/tmp/go; echo second")
    #expect(second.stdout == "second\n")
    #expect(lab.output(ofStep: first) == "late now\n")
  }

  @Test(arguments: TestBench.all) func aBackgroundProcessThatHoldsItsOutputDoesNotHoldTheStep(
    bench: TestBench
  ) throws {
    let lab = try TestLab(on: bench)
    let result = try lab.run("sleep 1000 & echo started")
    #expect(result.stdout == "started\n")
    #expect(result.end?.ending == .exited)
    #expect(result.end?.leaks == 0)
    #expect(try lab.run("jobs").stdout.contains("sleep 1000"))
  }

  @Test(arguments: TestBench.all) func stepsRunAtTheOrdinaryPriority(bench: TestBench) throws {
    let lab = try TestLab(on: bench)
    let niceness = getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0)
    #expect(try lab.run("nice").stdout == "\(max(0, niceness))\n")
  }

  @Test(arguments: TestBench.all) func settlingWaitsForWhatStarts(bench: TestBench) throws {
    let lab = try TestLab(on: bench)
    // Without settling the file would not be there yet: the process works for a while first.
    try lab.run("(for i in $(seq 20000); do :; done; echo done >/tmp/file; sleep 1000) &")
    #expect(try lab.run("cat /tmp/file").stdout == "done\n")
  }

  @Test(arguments: TestBench.all) func aStepThatEndsItsShellLeavesAFreshOne(bench: TestBench) throws
  {
    let lab = try TestLab(on: bench)
    let result = try lab.run("echo before; exit 7")
    #expect(result.stdout == "before\n")
    #expect(result.end?.ending == .shellEnded)
    #expect(result.status == 7)
    #expect(try lab.run("echo alive").stdout == "alive\n")
    let killed = try lab.run("kill -9 $$")
    #expect(killed.end?.ending == .shellEnded)
    #expect(killed.status == 137)
    #expect(try lab.run("echo alive").stdout == "alive\n")
    let replaced = try lab.run("exec true")
    #expect(replaced.end?.ending == .shellEnded)
    #expect(replaced.status == 0)
  }

  @Test(arguments: TestBench.all) func theTimeoutEndsWhatTheStepStartedAndKeepsTheShell(
    bench: TestBench
  ) throws {
    let lab = try TestLab(on: bench)
    try lab.run("x=kept; sleep 1000 &")
    let result = try lab.run("echo begun; sleep 500", timeout: 300_000_000)
    #expect(result.end?.ending == .timedOut)
    #expect(result.stdout == "begun\n")
    #expect(result.end?.leaks == 1)
    #expect(try lab.run("echo $x; jobs -r | wc -l").stdout == "kept\n1\n")
  }

  @Test(arguments: TestBench.all) func theTimeoutEndsAShellThatHangsItself(bench: TestBench) throws
  {
    let lab = try TestLab(on: bench)
    let result = try lab.run("while :; do :; done", timeout: 300_000_000)
    #expect(result.end?.ending == .timedOut)
    #expect(try lab.run("echo alive").stdout == "alive\n")
  }

  @Test(arguments: TestBench.all) func aProcessThatIgnoresTermIsKilled(bench: TestBench) throws {
    let lab = try TestLab(on: bench)
    let result = try lab.run(
      "sh -c 'trap \"\" TERM; while :; do sleep 0.1; done'", timeout: 200_000_000)
    #expect(result.end?.ending == .timedOut)
    #expect(try lab.run("echo alive").stdout == "alive\n")
  }

  @Test(arguments: TestBench.all) func aDaemonIsALeak(bench: TestBench) throws {
    let lab = try TestLab(on: bench)
    let result = try lab.run("(setsid sleep 1000 >/dev/null 2>&1 </dev/null &)")
    #expect(result.end?.leaks == 1)
    #expect(try lab.run("true").end?.leaks == 0)
  }

  @Test(arguments: TestBench.all) func outputBeyondTheLimitIsCountedAndDropped(bench: TestBench)
    throws
  {
    let lab = try TestLab(on: bench) { $0.limits.output = 100_000 }
    let result = try lab.run("head -c 1000000 /dev/zero")
    #expect(result.bytes.count == 100_000)
    var cut = 0
    for event in result.events {
      if case .outputCut(let body) = event.body { cut += body.bytes }
    }
    #expect(cut == 900_000)
    #expect(result.status == 0)
  }

  @Test(arguments: TestBench.all) func eachHostHasItsOwnShellAndHostname(bench: TestBench) throws {
    let lab = try TestLab(on: bench, hosts: [HostPlan(name: "lab"), HostPlan(name: "ns1")])
    #expect(try lab.run("hostname; x=lab").stdout == "lab\n")
    #expect(try lab.run("hostname; echo ${x-unset}", on: "ns1").stdout == "ns1\nunset\n")
    #expect(try lab.run("ip netns list").stdout == "ns1\n")
    #expect(try lab.run("ls /sys/class/net", on: "ns1").stdout == "lo\n")
  }

  @Test(arguments: TestBench.all) func aHostThatIsNotThereMakesTheStepMiss(bench: TestBench) throws
  {
    let lab = try TestLab(on: bench)
    let result = try lab.run("echo hi", on: "ns1")
    #expect(result.end?.ending == .hostMissing)
    try lab.run("ip netns add ns1")
    #expect(try lab.run("echo hi", on: "ns1").stdout == "hi\n")
    try lab.run("ip netns del ns1")
    #expect(try lab.run("echo hi", on: "ns1").end?.ending == .hostMissing)
  }

  @Test(arguments: TestBench.all) func sudoRunsTheCommand(bench: TestBench) throws {
    let lab = try TestLab(on: bench)
    #expect(try lab.run("sudo -n id -u; sudo X=1 -- printenv X").stdout == "0\n1\n")
    #expect(try lab.run("sudo -u nobody id").status == 1)
  }

  @Test(arguments: TestBench.all) func manyStepsRunOneAfterTheOther(bench: TestBench) throws {
    let lab = try TestLab(on: bench)
    for _ in 0..<bench.rounds { #expect(try lab.run("echo hi").stdout == "hi\n") }
  }
}
