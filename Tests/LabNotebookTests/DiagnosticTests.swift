import LabModel
import LabNotebook
import Testing

/// A notebook with one mistake, and what is said of it.
struct Mistake: Sendable, CustomTestStringConvertible {
  /// The notebook's text.
  ///
  /// In it, `⟦` and `⟧` enclose what the caret must underline.
  var marked: String
  var message: String
  /// A part of the remedy; nil where there is none.
  var remedy: String?
  var severity = Diagnostic.Severity.error

  /// A mistake in the front matter.
  static func frontMatter(_ yaml: String, _ message: String, _ remedy: String?) -> Mistake {
    Mistake(marked: notebook("", frontMatter: yaml), message: message, remedy: remedy)
  }

  /// A mistake in a fence; hosts `a` and `b` are there.
  static func body(
    _ text: String, _ message: String, _ remedy: String?,
    severity: Diagnostic.Severity = .error
  ) -> Mistake {
    Mistake(
      marked: notebook(text, frontMatter: "hosts: [a, b]\nnetns: [made]"), message: message,
      remedy: remedy, severity: severity)
  }

  var testDescription: String { message }
}

@Suite struct DiagnosticTests {
  static let wholeFile = [
    Mistake(
      marked: "⟦#⟧ Title\n", message: "this is no notebook: it has no front matter",
      remedy: "begin the file with the lines `---`, `labbook: 1`, `---`"),
    Mistake(
      marked: "⟦---⟧\nlabbook: 1\n", message: "the front matter has no end",
      remedy: "end it with a line `---`"),
    Mistake(
      marked: "⟦---⟧\ntitle: x\n---\n",
      message: "the front matter has no `labbook`, the version of the format",
      remedy: "add a line `labbook: 1`"),
    Mistake(
      marked: "---\n⟦just words⟧\n---\n",
      message: "the front matter is `just words`, not a map of keys",
      remedy: "write `KEY: VALUE` lines, `labbook: 1` among them"),
    Mistake(
      marked: notebook("a ⟦\u{0}⟧ b\n"), message: "a NUL byte cannot stand in a notebook",
      remedy: "remove it; a command can print one with `printf '\\0'`"),
  ]

  static let frontMatter = [
    Mistake.frontMatter("a: [⟦⟧", "the front matter is no YAML: ", "needs quotes"),
    .frontMatter(
      "title: a\n⟦title⟧: b", "the key `title` is given twice", "the first is on line 3"),
    .frontMatter("title: \"⟦\u{7}⟧\"", "YAML forbids the character \\x07", "remove it"),
    .frontMatter(
      "title: \(String(repeating: "[", count: 32))⟦[⟧", "the front matter is nested too deeply", nil
    ),
    .frontMatter("⟦host⟧: [a]", "unknown key `host`", "write `hosts:`"),
    .frontMatter("⟦zebra⟧: [a]", "unknown key `zebra`", "known are `labbook`, `title`"),
    .frontMatter("title: ⟦⟧[a]", "`title` takes text, not a list", "write `title: "),
    .frontMatter(
      "hosts: ⟦a⟧", "`hosts` takes a list of names, or a map, not `a`", "write `hosts: "),
    .frontMatter("hosts: [⟦⟧[a]]", "a host is a name, not a list", "write `hosts: "),
    .frontMatter("hosts: [⟦lab⟧]", "`lab` is the sandbox's own host and always there", "remove it"),
    .frontMatter("hosts: [⟦a/b⟧]", "`a/b` cannot be a host's name", "use up to 63"),
    .frontMatter("hosts: [a, ⟦a⟧]", "the host `a` is named twice", "steps make those in `netns`"),
    .frontMatter("hosts: [a]\nnetns: [⟦a⟧]", "the host `a` is named twice", "in `netns`"),
    .frontMatter("hosts: {a: ⟦up⟧}", "`a` takes a map, not `up`", "{lo: up}"),
    .frontMatter("hosts: {a: {⟦Lo⟧: up}}", "unknown key of a host `Lo`", "write `lo:`"),
    .frontMatter(
      "hosts: {a: {lo: ⟦yes⟧}}", "`lo` takes `up` or `down`, not `yes`", "write `lo: up`"),
    .frontMatter("netns: ⟦⟧{a: b}", "`netns` takes a list of names, not a map", "write `netns: "),
    .frontMatter("netns: [⟦⟧[a]]", "`netns` holds names, not a list", "write `netns: "),
    .frontMatter("lo: ⟦1⟧", "`lo` takes `up` or `down`, not `1`", "write `lo: up`"),
    .frontMatter("links: ⟦a⟧", "`links` takes a list of links, not `a`", "write `links: "),
    .frontMatter("links: [⟦⟧[a]]", "a link is text, not a list", "write `links: "),
    .frontMatter(
      "links: [⟦lab:x⟧]", "a link has two ends with ` -- ` between them", "write `links: "),
    .frontMatter(
      "links: [⟦lab⟧ -- lab:y]", "an end of a link is HOST:INTERFACE, not `lab`", "write `links: "),
    .frontMatter(
      "hosts: [web]\nlinks: [lab:x -- ⟦wb⟧:y]", "there is no host `wb` for this end of the link",
      "write `web`"),
    .frontMatter(
      "netns: [q]\nlinks: [lab:x -- ⟦q⟧:y]", "there is no host `q` for this end of the link",
      "labbook cannot make links in namespaces that steps make"),
    .frontMatter(
      "links: [\"lab:x -- lab:⟦abcdefghijklmnop⟧\"]",
      "`abcdefghijklmnop` cannot be an interface's name", "up to 15 bytes"),
    .frontMatter(
      "links: [lab:x -- ⟦lab:x⟧]", "the host `lab` has an interface `x` already",
      "give this end another name"),
    .frontMatter(
      "links: [lab:x -- ⟦lab:lo⟧]", "the host `lab` has an interface `lo` already", "another name"),
    .frontMatter(
      "links: [lab:x ⟦10.0.0.300/24⟧ -- lab:y]", "`10.0.0.300/24` is no address", "`10.0.0.1/24`"),
    .frontMatter(
      "links: [lab:x 10.0.0.1/24 -- lab:y ⟦10.0.0.2⟧]",
      "the address `10.0.0.2` needs a prefix length from 0 to 32", "write `10.0.0.2/24`"),
    .frontMatter(
      "links: [\"lab:x ⟦fd00::1/129⟧ -- lab:y\"]",
      "the address `fd00::1/129` needs a prefix length from 0 to 128", "write `fd00::1/64`"),
    .frontMatter("needs: ⟦⟧{a: b}", "`needs` takes a list of names, not a map", "write `needs: "),
    .frontMatter("needs: [⟦/bin/nc⟧]", "`/bin/nc` cannot be a command's name", "on PATH"),
    .frontMatter(
      "kernel: ⟦6⟧",
      "`kernel` takes a map of `version`, `config`, `warnings` and `ignore`, not `6`",
      "write `kernel: "),
    .frontMatter("kernel: {⟦versoin⟧: 1}", "unknown key of `kernel` `versoin`", "write `version:`"),
    .frontMatter(
      "kernel: {version: ⟦⟧[a]}", "`version` takes a condition, not a list", "version: \">=5.10\""),
    .frontMatter(
      "kernel: {config: ⟦⟧{a: b}}", "`config` takes names of options, not a map", "config: ["),
    .frontMatter("kernel: {config: [⟦A=y⟧]}", "`A=y` cannot be an option of the kernel", "NET_SCH"),
    .frontMatter(
      "kernel: {warnings: ⟦no⟧}", "`warnings` takes `allowed`, not `no`", "warnings: allowed"),
    .frontMatter(
      "kernel: {ignore: ⟦warning⟧}",
      "`warning` is neither a trouble's fingerprint nor a `/REGEX/`", "ignore: ["),
    .frontMatter("kernel: {ignore: [⟦/(/⟧]}", "`/(/` is no regular expression: ", nil),
    .frontMatter(
      "timeout: ⟦60⟧", "`timeout` takes a time of at most a day in `ms`, `s` or `min`, not `60`",
      "write `timeout: 60s`"),
    .frontMatter(
      "step-timeout: ⟦0s⟧",
      "`step-timeout` takes a time of at most a day in `ms`, `s` or `min`, not `0s`", "10s"),
    .frontMatter(
      "settle: ⟦2h⟧", "`settle` takes a time of at most a day in `ms`, `s` or `min`, not `2h`",
      "settle: 1s"),
    .frontMatter("env: ⟦x⟧", "`env` takes a map of variables, not `x`", "write `env: "),
    .frontMatter("env: {⟦a-b⟧: 1}", "`a-b` cannot be a variable's name", "letters, digits and `_`"),
    .frontMatter("env: {a: ⟦⟧[1]}", "the value of `a` is text, not a list", "write `env: "),
    .frontMatter(
      "params: ⟦mtu⟧", "`params` takes a map of names with lists of values, not `mtu`",
      "params: {mtu"),
    .frontMatter(
      "params: {⟦a-b⟧: [1]}", "`a-b` cannot be a parameter's name", "no digit first"),
    .frontMatter(
      "params: {a: [1, ⟦1⟧]}", "`1` stands twice among the values of `a`", "keep one"),
    .frontMatter("params: {a: [⟦⟧[1]]}", "a value of `a` is text, not a list", "params: {mtu"),
    .frontMatter("params: {⟦a⟧: []}", "the parameter `a` has no values", "params: {mtu"),
    .frontMatter(
      "env: {a: 1}\nparams: ⟦⟧{a: [1]}", "`a` is a parameter and a variable of `env`", "keep one"),
    .frontMatter("limits: ⟦1⟧", "`limits` takes a map of limits, not `1`", "write `limits: "),
    .frontMatter("limits: {⟦memroy⟧: 1}", "unknown limit `memroy`", "write `memory:`"),
    .frontMatter(
      "limits: {processes: ⟦many⟧}", "`processes` takes a number, not `many`", "limits: {proc"),
    .frontMatter(
      "limits: {memory: ⟦2GB⟧}",
      "`memory` takes a number of bytes, or one of `KiB`, `MiB` or `GiB`, not `2GB`", "memory: 2GiB"
    ),
    .frontMatter("ipv6: ⟦no⟧", "`ipv6` takes `true` or `false`, not `no`", "write `ipv6: false`"),
    .frontMatter(
      "offloads: ⟦off⟧", "`offloads` takes `true` or `false`, not `off`", "offloads: false"),
    .frontMatter("capture: ⟦tpc prot 1⟧", "libpcap does not take this filter: ", "pcap-filter(7)"),
    .frontMatter(
      "capture-buffer: ⟦-1⟧",
      "`capture-buffer` takes a number of bytes, or one of `KiB`, `MiB` or `GiB`, not `-1`", "8MiB"),
    Mistake(
      marked: "---\nlabbook: ⟦2⟧\n---\n",
      message: "version `2` of the notebook format is not known",
      remedy: "this labbook reads `labbook: 1`"),
    Mistake(
      marked: "---\nlabbook:⟦⟧ \n---\n",
      message: "`labbook` is empty; it takes the version of the format",
      remedy: "write `labbook: 1`"),
    Mistake(
      marked: "---\nlabbook: \"⟦1⟧\"\n---\n",
      message: "`labbook` takes a number, not the text `1`",
      remedy: "write `labbook: 1`, without quotes"),
  ]

  static let fences = [
    Mistake.body("⟦```⟧console\n$ ls\n", "this fence has no end", "end it with a line ```"),
    .body(
      "```console⟦{⟧#x}\n$ ls\n```\n",
      "a blank is missing between the language and its attributes", "write `console {…}`"),
    .body(
      "```console ⟦host=a⟧\n$ ls\n```\n", "attributes of a fence stand in braces",
      "as in `console {#id host=ns1}`"),
    .body("```sh ⟦{#x⟧\nls\n```\n", "the braces are not closed", "end them with `}`"),
    .body("```sh {#x} ⟦more⟧\nls\n```\n", "text after the attributes", "the braces end the line"),
    .body("```sh {⟦required⟧}\nls\n```\n", "`required` is no attribute", "`.required`"),
    .body("```sh {⟦#⟧}\nls\n```\n", "an attribute without a name", nil),
    .body(
      "```sh {xfail=⟦\"why}⟧\nls\n```\n", "the quotes are not closed", "end the value with `\"`"),
    .body("```sh {⟦hots=a⟧}\nls\n```\n", "unknown attribute `hots=`", "write `host=`"),
    .body("```sh {⟦.norum⟧}\nls\n```\n", "unknown attribute `.norum`", "write `.norun`"),
    .body("```sh {⟦.timeout⟧}\nls\n```\n", "unknown attribute `.timeout`", "write `timeout=`"),
    .body(
      "```claims {⟦zebra=1⟧}\n```\n", "unknown attribute `zebra=`", "known for claims are `.norun`"),
    .body(
      "```console {⟦exit⟧=1}\n$ ls\n```\n", "`exit=` does not belong on a transcript",
      "write the status as the last expected line: `[7]`"),
    .body(
      "```sh {.⟦any⟧}\nls\n```\n", "`.any` does not belong on a script",
      "the output of a script is never compared"),
    .body(
      "```claims {⟦host⟧=a}\n```\n", "`host=` does not belong on claims",
      "it belongs on a transcript or a script"),
    .body("```sh {host=a ⟦host=b⟧}\nls\n```\n", "`host=` is given twice", "keep one of them"),
    .body("```sh {⟦xfail=\"\"⟧}\nls\n```\n", "`xfail=` has no value", "xfail=\"reason\""),
    .body("```sh {timeout=⟦5⟧}\nls\n```\n", "`5` is no time of at most a day", "`timeout=5s`"),
    .body("```sh {retry=⟦0s⟧}\nls\n```\n", "`0s` is no time of at most a day", "`retry=5s`"),
    .body("```sh {host=⟦c⟧}\nls\n```\n", "there is no host `c`", "add it to `hosts`"),
    .body("```sh {host=⟦mde⟧}\nls\n```\n", "there is no host `mde`", "write `made`"),
    .body(
      "```sh {needs=\"nc ⟦/bin/x⟧\"}\nls\n```\n", "`/bin/x` cannot be a command's name", "PATH"),
    .body(
      "```console {.tty ⟦stream=stdout⟧}\n$ ls\n```\n", "`.tty` and `stream=` exclude each other",
      "one stream"),
    .body(
      "```sh {#x}\nls\n```\n```sh {⟦#x⟧}\nls\n```\n",
      "the id `x` names the block of line 6 already", "different `when=` may share"),
    .body(
      "```console {.merge ⟦stream=stdout⟧}\n$ ls\n```\n",
      "`.merge` and `stream=` exclude each other", "keep one of them"),
    .body(
      "```console {stream=⟦both⟧}\n$ ls\n```\n", "there is no stream `both`", "`stream=stdout`"),
    .body("```sh {exit=⟦256⟧}\nls\n```\n", "`256` is no exit status", "from 0 to 255"),
    .body("⟦```⟧sh\n\n```\n", "the script is empty", "{.norun}"),
    .body("⟦```⟧console\n```\n", "the transcript has no command", "{.norun}"),
    .body(
      "```console\n⟦ls⟧\n```\n", "a transcript begins with a prompt", "begin the line with `$ `"),
    .body("```console\n⟦$ ⟧\n```\n", "no command follows the prompt", "write one"),
    .body("```console\n$ ls\n⟦a$ ⟧\n```\n", "no command follows the prompt", "write one"),
    .body("```console\n⟦aa⟧$ ls\n```\n", "there is no host `aa`", "add it to `hosts`"),
    .body(
      "```console\n$ ls\n⟦mde$ ls⟧\n```\n",
      "this line counts as output: there is no host `mde`", "write `made$ `", severity: .warning),
    .body(
      "```console\n$ ls\n⟦[256]⟧\n```\n", "`[256]` is no exit status: they go from 0 to 255",
      "write `\\[256\\] (re)`"),
    .body(
      "```console\n$ ls\n⟦a(b⟧ (re)\n```\n", "this is no regular expression: expected ')'",
      "` (re)`"),
    .body(
      "```console\n$ ls\n⟦${port}⟧ (re)\n```\n",
      "no `(re)` line of an earlier step captures `port`", "(?<port>…)"),
    .body(
      "```console\n$ ls\n⟦(?<größe>1)⟧ (re)\n```\n",
      "the group `größe` cannot become a shell variable", "letters, digits and `_`"),
    .body("```console\n$ ls\na⟦\\⟧q (esc)\n```\n", "this backslash begins no escape", "\\xHH"),
    .body("```text {file=⟦a/⟧}\n```\n", "`a/` is no path of a file", "name a file"),
    .body("```text {file=⟦../a⟧}\n```\n", "`../a` is no path of a file", "without `..`"),
    .body("```text {⟦file=⟧}\n```\n", "`file=` has no value", nil),
    .body(
      "```text {file=a mode=⟦8⟧}\n```\n", "`8` are no permission bits", "`mode=755`"),
    .body(
      "```text {file=a}\n```\n```text {⟦file=a⟧}\n```\n",
      "the file `a` is written by line 6 already", "different `when=`"),
    .body("⟦```⟧sql {.claim}\n```\n", "the SQL claim is empty", "counterexamples"),
    .body("```sql {⟦.claims⟧}\nselect 1\n```\n", "unknown attribute `.claims`", "write `.claim`"),
    .body("⟦```⟧packets\n```\n", "a packet transcript needs a place", "{on=HOST:INTERFACE}"),
    .body("```packets {on=⟦a:⟧}\n```\n", "`a:` is no place", "on=HOST:INTERFACE"),
    .body("```packets {on=⟦c⟧:eth0}\n```\n", "there is no host `c`", "add it to `hosts`"),
    .body(
      "```packets {on=a:eth0 filter=\"⟦tcp prot 80⟧\"}\n```\n",
      "no packet on `a:eth0` can match this filter: can't parse filter expression: syntax error",
      nil),
    .body(
      "```packets {on=a:eth0 during=⟦nowhere⟧}\n```\n",
      "no block has the id `nowhere`, and no step runs a program of that name", nil),
    .body(
      "```packets {on=a:eth0 during=\"⟦lo is up⟧\"}\n```\n", "`lo is up` is no step",
      "name a block by its id"),
    .body(
      "```packets {on=a:eth0 when=\"param ⟦x⟧ = 1\"}\n```\n", "there is no parameter `x`",
      "list it under `params`"),
    .body(
      "```packets {on=a:eth0}\n⟦(⟧ (re)\n```\n", "this is no regular expression", "needs no ` (re)`"
    ),
    .body(
      "```packets {on=a:eth0 .⟦words⟧}\n```\n", "`.words` does not belong on a packet transcript",
      "it belongs on a transcript"),
    .body(
      "```{⟦.console⟧}\n$ ls\n```\n", "the language of a fence stands before the braces",
      "write `console {…}`"),
    .body(
      "```⟦consol⟧\n$ ls\n```\n", "a fence of language `consol` is prose and does not run",
      "write `console`", severity: .warning),
    .body(
      "⟦```⟧\n$ ls\n```console\n$ ls\n```\n",
      "this fence holds the beginning of another one, on line 8", "put a longer one around it"),
    .body(
      "⟦```⟧console {wait=\"packet matching `arp`\"}\n$ ls\n\n",
      "this line opens no fence: it holds another backtick", "single quotes"),
  ]

  /// What LabClaims finds, at its place in the notebook.
  static let claims = [
    Mistake.body(
      "```sh {⟦#until⟧}\nls\n```\n", "the id `until` is a word of the claim language",
      "choose another"),
    .body(
      "```sh {⟦#ls⟧}\nls\n```\n", "the id `ls` is also a program that a step runs", "another id"),
    .body(
      "- x\n\n  ```claims\n  ⟦crul⟧ fails\n  ```\n```sh\ncurl x\n```\n",
      "no block has the id `crul`, and no step runs a program of that name", "`curl`"),
    .body(
      "```sh {when=\"⟦krenel⟧ >= 5\"}\nls\n```\n", "`krenel` cannot stand here", "`kernel`"),
    .body(
      "```sh {wait=\"⟦zebra⟧\"}\nls\n```\n", "no block has the id `zebra`", nil),
    .body("```sh {when=\"param ⟦mtu⟧ = 1\"}\nls\n```\n", "there is no parameter `mtu`", "`params`"),
    .body(
      "```sh {wait=\"port tcp/1 is listening on ⟦c⟧\"}\nls\n```\n", "no host is called `c`",
      "`netns`"),
    .body(
      "```sh\nls\n```\n```claims\nls fails\n⟦ls  fails⟧\n```\n",
      "this is the claim of line 10 again",
      "label"),
    .frontMatter("kernel: {version: \"⟦about⟧ 5\"}", "`about` cannot stand here", nil),
  ]

  @Test(arguments: wholeFile + frontMatter + fences + claims)
  func everyMistakeIsReportedWhereItIs(_ mistake: Mistake) throws {
    var position = SourcePosition(line: 1, column: 1)
    var place: SourcePosition?
    var length = 0
    var text = String.UnicodeScalarView()
    var isInside = false
    for scalar in mistake.marked.unicodeScalars {
      switch scalar {
      case "⟦":
        place = position
        isInside = true
        continue
      case "⟧":
        isInside = false
        continue
      case "\n": position = SourcePosition(line: position.line + 1, column: 1)
      default: position.column += 1
      }
      text.append(scalar)
      if isInside { length += 1 }
    }
    let result = read(String(text))
    let found = result.diagnostics.filter { $0.message.hasPrefix(mistake.message) }
    let diagnostic = try #require(
      found.first, "\(result.diagnostics.map { DiagnosticText($0).plain })")
    #expect(found.count == 1)
    #expect(result.diagnostics.count == 1, "\(result.diagnostics.map(short))")
    #expect(diagnostic.position == place)
    #expect(diagnostic.length == max(1, length))
    #expect(diagnostic.severity == mistake.severity)
    #expect((diagnostic.remedy == nil) == (mistake.remedy == nil))
    if let remedy = mistake.remedy {
      #expect(diagnostic.remedy?.contains(remedy) == true, "\(diagnostic.remedy ?? "")")
    }
    let lines = String(text).split(separator: "\n", omittingEmptySubsequences: false)
    let line = lines[diagnostic.position.line - 1]
    #expect(diagnostic.sourceLine == line.replacing("\u{0}", with: "\u{fffd}"))
    #expect((result.plan == nil) == (mistake.severity == .error))
  }

  @Test func bytesThatAreNoTextAreReportedWithTheirColumn() throws {
    let bytes = Array(notebook("é ").utf8) + [0xff, 0x61, 0x0a]
    let result = NotebookReader.read(path: "lab.md", bytes: bytes)
    #expect(result.diagnostics.map(short) == ["4:3 error: these bytes are no UTF-8"])
  }

  @Test func allMistakesAreReportedAtOnceInOrder() {
    let result = read(
      notebook(
        """
        ```console {hots=a}
        $ ls
        [300]
        ```

        ```claims
        curl frobnicates
        nothing prints "x"
        ```

        ```bash {timeout=soon}
        nc -l
        ```
        """, frontMatter: "tiemout: 5s\nlinks: [x]"))
    #expect(
      result.diagnostics.map { $0.position.line } == [3, 4, 6, 8, 12, 13, 16],
      "\(result.diagnostics.map(short))")
    #expect(result.plan == nil)
  }

  @Test func unknownHostsAreNotReportedWhereTheHostsCouldNotBeRead() {
    let result = read(
      "---\nlabbook: 1\nhosts: [\n---\n```sh {host=ns1}\nls\n```\n```claims\nls on ns1 succeeds\n```\n"
    )
    #expect(result.diagnostics.count == 1, "\(result.diagnostics.map(short))")
  }
}
