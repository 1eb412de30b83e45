import LabClaims
import LabModel
import Testing

struct PlanCheckTests {
  /// A plan whose source is these lines; line N of it is `lines[N - 1]`.
  private func plan(_ lines: [String]) -> Plan {
    var plan = Plan(path: "n.md", title: "n", source: Array(lines.joined(separator: "\n").utf8))
    for (index, line) in lines.enumerated() {
      let position = SourcePosition(line: index + 1, column: 1)
      if line.hasPrefix("```console") {
        let number = plan.blocks.count + 1
        var block = Block(number: number, kind: .transcript, position: position)
        if let hash = line.firstIndex(of: "#") {
          block.id = String(
            line[line.index(after: hash)...].prefix { $0 != " " && $0 != "}" })
        }
        if let wait = line.firstRange(of: "wait=\"") {
          block.waitText = String(line[wait.upperBound...].prefix { $0 != "\"" })
        }
        plan.blocks.append(block)
      } else if line.hasPrefix("$ ") {
        let number = plan.steps.count + 1
        let block = plan.blocks.count - 1
        plan.blocks[block].steps.append(
          Step(
            number: number, block: block + 1,
            indexInBlock: plan.blocks[block].steps.count + 1, host: "lab",
            command: String(line.dropFirst(2)), expectation: Expectation(),
            position: position, expectedLines: index + 2..<index + 2))
      } else if let claim = ClaimParser.claim(SourceText(line, position: position)).value {
        plan.claims.append(
          PlannedClaim(
            number: plan.claims.count + 1, claim: claim, text: line, position: position))
      }
    }
    return plan
  }

  private func shown(_ diagnostic: Diagnostic) -> String {
    let place = "\(diagnostic.position.line):\(diagnostic.position.column)+\(diagnostic.length)"
    return "\(place) \(diagnostic.severity.rawValue) \(diagnostic.message)"
  }

  @Test func findsEverythingInOrder() {
    var plan = plan([
      "```console {#curl}", "$ curl x", "```console {#route wait=\"crul\"}", "$ ip link",
      "```console {#a.b}", "$ ls", "crul fails", "curl fails", "curl  fails",
      "a: ls fails", "a: ls succeeds", "curl comes before ls", "curl fails when param q = 1",
    ])
    plan.blocks[2].conditions = [.parameter(name: "mtu", value: "1")]
    let found = ClaimCheck.diagnostics(for: plan)
    #expect(found.allSatisfy { $0.path == "n.md" })
    #expect(found.map(\.position.line) == found.map(\.position.line).sorted())
    #expect(
      found.map(shown) == [
        "1:13+5 error the id `curl` is also a program that a step runs",
        "3:13+6 error the id `route` is a word of the claim language",
        "3:26+4 error no block has the id `crul`, and no step runs a program of that name",
        "5:1+1 error there is no parameter `mtu`",
        "5:13+4 error the id `a.b` cannot stand in a claim",
        "7:1+4 error no block has the id `crul`, and no step runs a program of that name",
        "9:1+11 error this is the claim of line 8 again",
        "11:1+14 error the label `a` names the claim of line 10 already",
        "13:23+1 error there is no parameter `q`",
      ])
    #expect(found[0].sourceLine == "```console {#curl}")
    #expect(found[2].remedy == "did you mean `curl`?")
    #expect(found[6].remedy == "give each of them a label: `first: …`, `second: …`")
  }

  @Test func publishedClaimsMayRepeatAnother() {
    var plan = plan(["```console", "$ curl x", "curl fails", "curl fails"])
    plan.claims[1].isPublished = true
    #expect(ClaimCheck.diagnostics(for: plan).isEmpty)
  }

  @Test func knowsWhatThePlanDeclares() {
    var plan = plan(["```console", "$ curl x", "curl fails", "no packets on b:eth0"])
    plan.hosts.append(HostPlan(name: "b"))
    #expect(ClaimCheck.diagnostics(for: plan).isEmpty)
    plan.hosts.removeLast()
    #expect(ClaimCheck.diagnostics(for: plan).count == 1)
    plan.namespaces = ["b"]
    #expect(ClaimCheck.diagnostics(for: plan).isEmpty)
  }

  @Test func conditionsOfSQLClaimsAreChecked() {
    var plan = plan(["```console", "$ curl x"])
    var planned = PlannedClaim(
      number: 1, claim: Claim(statement: .sql("SELECT 1")), text: "SELECT 1",
      position: SourcePosition(line: 9, column: 1))
    plan.claims.append(planned)
    #expect(ClaimCheck.diagnostics(for: plan).isEmpty)
    planned.conditions = [.parameter(name: "q", value: "1")]
    plan.claims = [planned]
    #expect(ClaimCheck.diagnostics(for: plan).map(shown).count == 1)
  }
}
