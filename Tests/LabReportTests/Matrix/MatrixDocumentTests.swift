import LabEvidence
import LabModel
import LabReport
import Testing

@Suite struct MatrixDocumentTests {
  private func document(_ matrix: KernelMatrix, _ evidence: [Int: [MatrixDocument.Evidence]] = [:])
    -> String
  {
    MatrixDocument(
      matrix: matrix, evidence: evidence, version: "0.1.0",
      command: "labbook run lab --kernel host --kernel 6.1 --kernel uml --report matrix=k.md"
    ).text
  }

  @Test func theWholeDocument() throws {
    let (old, new) = (ComparedSample.run(), ComparedSample.run(kernel: "6.1.0-56", mtu: 1400))
    let comparison = try RunComparison(old, new)
    let evidence = [
      0: [1, 2].map { MatrixDocument.Evidence(kernel: $0, comparison: comparison) }
    ]
    #expect(
      document(MatrixSample.matrix, evidence) == """
        # Kernels

        Made by labbook 0.1.0:

        ```sh
        labbook run lab --kernel host --kernel 6.1 --kernel uml --report matrix=k.md
        ```

        | kernel | release | runs on |
        | --- | --- | --- |
        | host | 6.18.44 | namespaces |
        | 6.1 | 6.1.0-56-cloud-amd64 | qemu |
        | uml | 6.1.90 | uml |

        ## What notebooks came to

        Claims of a notebook that are as they must be, of all of its own.

        | notebook | host | 6.1 | uml |
        | --- | --- | --- | --- |
        | lab/bind.md | ✓ 2/2 | ✗ 1/2, 1 missed | ✓ 2/2 |
        | lab/route.md | ✓ 1/1 | ✓ 1/1 | ! crashed |

        - lab/route.md on uml: crashed: the guest kernel panicked: sysrq

        ## What differs

        3 of 5 claims, packet transcripts and missed steps; the others are the same on all kernels that tell of them.

        ### Binding

        lab/bind.md

        | claim | host | 6.1 | uml |
        | --- | --- | --- | --- |
        | `step 1: $ nc -l 127.0.0.1 8080 &` | ✓ met | ✗ missed | ✓ met |
        | `nc prints "Cannot assign"` | ✓ holds | ✗ refuted | ✓ holds |
        | published: `old: nc fails` | ✗ refuted | ✓ holds | ✗ refuted |

        `step 1: $ nc -l 127.0.0.1 8080 &`

        - host, uml: met
        - 6.1: missed, exited 1

        `nc prints "Cannot assign"`

        - host, uml: holds, it printed so at +…
        - 6.1: refuted, nc (step 1) printed nothing

        published: `old: nc fails`

        - host, uml: refuted, x
        - 6.1: holds, x

        The evidence that differs between host (-) and 6.1, uml (+):

        ```diff
        @@ step 3: $ ip link set dev lo up @@
          network of lab
        + gone: lo has mtu 65536
        + lo has mtu 1400
        ```

        """)
  }

  @Test func thereAreNoTimesInIt() {
    let text = document(MatrixSample.matrix)
    #expect(text.contains("it printed so at +…"))
    #expect(!text.contains("0.013"))
  }

  @Test func hostileTextIsNoMarkup() {
    let hostile = "a | b `` <script>x</script> [l](http://x) @you\n# h"
    var result = MatrixSample.result(0, path: hostile)
    result.title = hostile
    result.claims = [MatrixSample.claim(1, hostile, .refuted, hostile)]
    var other = MatrixSample.result(1, path: hostile)
    other.claims = [MatrixSample.claim(1, hostile, .holds)]
    let text = document(
      KernelMatrix(kernels: Array(MatrixSample.kernels.prefix(2)), results: [result, other]))
    // As code: the bar is escaped in the table, the fence is longer than any run of backticks.
    #expect(
      text.contains(
        "| ```a \\| b `` <script>x</script> [l](http://x) @you # h``` | ✗ refuted | ✓ holds |"))
    #expect(
      text.contains("a \\| b \\`\\` \\<script\\>x\\</script\\> \\[l\\](http:\\//x) \\@you \\# h"))
    for line in text.split(separator: "\n") where line.contains("<script") {
      #expect(line.contains("```") || line.contains("\\<script"), "\(line)")
    }
  }

  @Test func codeAndBlocksCannotBeLeft() {
    #expect(MarkdownText.code("a") == "`a`")
    #expect(MarkdownText.code("`a`") == "`` `a` ``")
    #expect(MarkdownText.code("a|b", inTable: true) == "`a\\|b`")
    #expect(MarkdownText.code("a\nb\u{1B}c") == "`a b\\x1bc`")
    #expect(
      MarkdownText.block(["```", "x"], language: "diff") == ["````diff", "```", "x", "````"])
    #expect(MarkdownText.escaped("<!-- x -->") == "\\<\\!-- x --\\>")
  }
}
