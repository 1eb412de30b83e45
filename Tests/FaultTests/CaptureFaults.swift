import Glibc
import TestSupport
import Testing

extension Faults {
  /// Captures that lose packets, that nobody reads, and that are many.
  @Suite struct Captures {
    @Test func lostPacketsLeaveClaimsOfAbsenceUndecided() throws {
      let scene = try FaultScene()
      // All of them at once, and none waits for an answer.
      let path = try scene.notebook(
        """
        ```sh {#flood exit=any}
        ip link set lo up
        ping -q -f -l 20000 -c 20000 -s 30000 -w 2 127.0.0.1
        ```

        ```claims
        no packets matching `udp`
        some packets matching `icmp`
        exactly 40000 packets matching `icmp`
        ```
        """, frontMatter: "capture-buffer: 512KiB")
      let (status, notebook) = try scene.document(of: path)
      #expect(status == 4)
      #expect(
        notebook.claims.map(\.verdict) == ["inconclusive", "holds", "inconclusive"],
        "\(notebook.claims)")
      #expect(notebook.claims[0].reason.contains("lost"), "\(notebook.claims[0].reason)")
      try scene.expectAllWell()
    }

    @Test(arguments: ["labbook", "agent"])
    func aRecorderThatStandsStillForAWhileMissesNothing(which: String) throws {
      let scene = try FaultScene()
      let count = Faults.size(300, whole: 2000)
      let path = try scene.notebook(
        """
        ```console {#talk}
        $ ip link set lo up; for ((i = 0; i < \(count); i++)); do echo $i; echo x >/dev/udp/127.0.0.1/9; ((i % 10)) || sleep 0.02; done 2>/dev/null | tail -n 1
        \(count - 1)
        $ sleep 0.1
        ```

        ```claims
        exactly \(count) packets matching `udp port 9` during #talk
        no packets matching `tcp`
        ```
        """, frontMatter: "step-timeout: 50s\nipv6: false")
      let labbook = try scene.start(["run", path, "--json"])
      var agent: pid_t?
      let hasAgent = eventually(within: 20) {
        agent =
          ProcessTree.descendants(of: labbook.process).first {
            ProcessTree.entry($0.process)?.parent == labbook.process
          }?.process
        return agent != nil
      }
      try #require(hasAgent)
      let process = which == "agent" ? try #require(agent) : labbook.process
      for _ in 0..<Faults.size(3, whole: 10) {
        guard !labbook.hasEnded else { break }
        kill(process, SIGSTOP)
        usleep(150_000)
        kill(process, SIGCONT)
        usleep(50_000)
      }
      let ending = try scene.end(of: labbook)
      let notebook = try #require(try ending.document().notebooks.first)
      #expect(ending.status == 0, "\(notebook)")
      #expect(notebook.claims.allSatisfy { $0.verdict == "holds" }, "\(notebook.claims)")
      try scene.expectAllWell()
    }

    @Test func manyHostsInterfacesAndRoutesAreAllRecorded() throws {
      let scene = try FaultScene()
      let hosts = Faults.size(20, whole: 100)
      let pairs = Faults.size(30, whole: 150)
      let routes = Faults.size(1000, whole: 10_000)
      let names = (1...hosts).map { "h\($0)" }
      let links = names.enumerated().map { index, name in
        "  - \"lab:to-\(name) 10.\(index / 200).\(index % 200).1/30 -- "
          + "\(name):eth0 10.\(index / 200).\(index % 200).2/30\""
      }
      let path = try scene.notebook(
        """
        ```sh
        for ((i = 1; i <= \(pairs); i++)); do echo link add d$i type veth peer name e$i; done | ip -batch -
        ```

        ```sh
        for ((i = 0; i < \(routes); i++)); do
          echo route add 172.16.$((i / 250)).$((i % 250))/32 via 10.0.0.2 table 7
        done | ip -batch -
        ```

        ```console {#count}
        $ ip -o link | wc -l
        \(hosts + 2 * pairs + 1)
        $ ip route show table 7 | wc -l
        \(routes)
        h\(hosts)$ ping -c 1 -W 2 10.0.\(hosts - 1).1 >/dev/null; echo $?
        0
        ```

        ```claims
        d\(pairs) is present
        h\(hosts):eth0 is up
        route 172.16.0.1/32 via 10.0.0.2 table 7 is present
        route 172.16.\((routes - 1) / 250).\((routes - 1) % 250)/32 table 7 is present
        route 172.16.200.1/32 table 7 is absent
        ```
        """,
        frontMatter: """
          timeout: 300s
          step-timeout: 100s
          settle: 20s
          hosts: [\(names.joined(separator: ", "))]
          links:
          \(links.joined(separator: "\n"))
          """)
      let (status, notebook) = try scene.document(of: path, within: 300)
      #expect(status == 0, "\(notebook)")
      let sql = """
        SELECT (SELECT count(*) FROM host), (SELECT count(DISTINCT host || ' ' || ifindex) FROM link_event)
        """
      let counts = try scene.run(["sql", "--csv", sql])
      #expect(
        counts.stdout.contains("\(hosts + 1),\(2 * hosts + 2 * pairs + hosts + 1)"),
        "\(counts.stdout)\(counts.stderr)")
      try scene.expectAllWell()
    }
  }
}
