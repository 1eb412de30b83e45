import Foundation
import TestSupport
import Testing

/// What the walk in a browser needs besides labbook.
private enum Browser {
  /// Where `make test` puts the packages of PyPI that the walk uses.
  static let packages: String? = {
    let build = URL(filePath: LabbookProcess.program).deletingLastPathComponent()
    // .build/debug may be a link to .build/x86_64-unknown-linux-gnu/debug.
    return ["../browser", "../../browser"].map {
      build.appending(path: $0).standardizedFileURL.path(percentEncoded: false)
    }.first { FileManager.default.fileExists(atPath: $0 + "/axe_core_python/axe.min.js") }
  }()

  /// What is missing; nil where nothing is.
  static let missing: String? = {
    for program in ["/usr/bin/chromium", "/usr/bin/chromedriver", "/usr/bin/python3"]
    where access(program, X_OK) != 0 { return program }
    return packages == nil ? "selenium and axe-core-python (`make test` fetches them)" : nil
  }()

  static let walk = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../Browser/walk.py").standardizedFileURL.path(percentEncoded: false)
}

/// The pages in a real browser, as a reader goes through them.
@Suite struct BrowserWalkTests {
  private static let notebook = """
    ---
    labbook: 1
    title: What the walk sees
    hosts: [a, b]
    links:
      - a:eth0 10.0.0.1/24 -- b:eth0 10.0.0.2/24
    ---
    # What the walk sees

    Two hosts and a [link](https://example.org/) between them.

    ```console {#ask}
    a$ ping -c 1 -W 1 10.0.0.2
    [any]
    a$ echo "<b>not bold</b>"
    <b>bold</b>
    ```

    ```claims
    no packets matching `icmp` on b:eth0
    ping succeeds
    ```
    """

  @Test(
    .enabled(if: Browser.missing == nil, "the walk needs \(Browser.missing ?? "nothing")"),
    .timeLimit(.minutes(10)))
  func aReaderFindsTheWayFromARunToItsPacketsAndToTheRunBefore() throws {
    let folder = try TemporaryFolder()
    try Self.notebook.write(
      toFile: folder.path + "/walk.md", atomically: true, encoding: .utf8)
    let database = folder.path + "/walk.sqlite"
    for _ in 1...2 {
      let ran = try LabbookProcess.run(["run", "walk.md", "--db", database], in: folder.path)
      #expect(ran.status == 1, "\(ran.stdout)\(ran.stderr)")
    }
    let server = try LabbookProcess(["serve", "--port", "0", "--db", database], in: folder.path)
    var url = ""
    try #require(
      eventually(within: 20, every: 20_000) {
        url =
          try server.printed().split(separator: "\n").compactMap { line in
            line.firstRange(of: "http://").map { String(line[$0.lowerBound...]) }
          }.first ?? ""
        return !url.isEmpty
      }, "serve prints where it is")
    let packages = try #require(Browser.packages)
    let walk = Process()
    walk.executableURL = URL(filePath: "/usr/bin/python3")
    walk.arguments =
      [Browser.walk, url, packages + "/axe_core_python/axe.min.js"]
      + (ProcessInfo.processInfo.environment["LABBOOK_PICTURES"].map { [$0] } ?? [])
    walk.environment = [
      "PYTHONPATH": packages, "HOME": folder.path, "TMPDIR": folder.path,
      "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8",
    ]
    let output = Pipe()
    walk.standardOutput = output
    walk.standardError = output
    try walk.run()
    let said = String(
      decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    walk.waitUntilExit()
    #expect(walk.terminationStatus == 0, "\(said)")
    #expect(said.contains("nothing is wrong"), "\(said)")
    server.signal(SIGTERM)
    _ = try server.end(within: 10)
  }
}
