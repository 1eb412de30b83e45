import Glibc

/// The files that the tools run, in the folder that is the current one.
struct Inputs {
  private(set) var failure: String?

  /// A notebook with so many `echo hi`; its path.
  mutating func notebook(steps: Int) -> String {
    let steps = (count: steps, text: "```console\n$ echo hi\nhi\n```\n\n")
    return write(
      "---\nlabbook: 1\n---\n\n# Steps\n\n" + String(repeating: steps.text, count: steps.count),
      to: "steps-\(steps.count).md")
  }

  /// A notebook with so many hosts and one step; its path.
  mutating func notebook(hosts: Int) -> String {
    let names = (1...hosts).map { "h\($0)" }.joined(separator: ", ")
    return write(
      "---\nlabbook: 1\nhosts: [\(names)]\n---\n\n# Hosts\n\n```console\n$ echo hi\nhi\n```\n",
      to: "hosts-\(hosts).md")
  }

  /// A notebook with two hosts, a link and one ping; its path.
  mutating func lab() -> String {
    write(
      """
      ---
      labbook: 1
      hosts: [a, b]
      links:
        - a:eth0 10.0.0.1/24 -- b:eth0 10.0.0.2/24
      needs: [ping]
      ---

      # Two hosts

      ```console
      a$ ping -c 1 -W 1 10.0.0.2
      PING * (glob)
      * bytes from 10.0.0.2: * (glob)
      * (glob*)
      ```

      """, to: "lab.md")
  }

  /// A cram test with so many `echo hi`; its path.
  mutating func cramTest(steps: Int) -> String {
    write(String(repeating: "  $ echo hi\n  hi\n\n", count: steps), to: "steps-\(steps).t")
  }

  /// A bats test with so many `echo hi`; its path.
  mutating func batsTest(steps: Int) -> String {
    let step = "  run echo hi\n  [ \"$output\" = hi ]\n"
    return write(
      "@test \"steps\" {\n" + String(repeating: step, count: steps) + "}\n",
      to: "steps-\(steps).bats")
  }

  private mutating func write(_ text: String, to name: String) -> String {
    if !TextFile.write(text, to: name), failure == nil {
      failure = "cannot write \(name): \(String(cString: strerror(errno)))"
    }
    return name
  }
}
