import Glibc

/// Times labbook beside tools that do part of what it does.
@main
enum LabbookBench {
  static func main() {
    do throws(Options.Mistake) {
      guard let options = try Options.parse(Array(CommandLine.arguments.dropFirst())) else {
        print(Options.usage)
        return
      }
      exit(run(options))
    } catch {
      say(error.message + "\n" + Options.usage)
      exit(2)
    }
  }

  private static func run(_ options: Options) -> Int32 {
    guard let tools = Tools() else {
      say("there is no labbook beside this program: build it (make build)")
      return 5
    }
    guard let folder = TemporaryFolder() else {
      say("cannot make a folder for temporary files: \(String(cString: strerror(errno)))")
      return 5
    }
    defer { folder.remove() }
    // A path given to --output is the user's: as of where the program was started.
    let start = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard chdir(folder.path) == 0 else { return 5 }
    setenv("TMPDIR", folder.path, 1)
    let cases = Cases(tools, options, cache: folder.path + "/cache")
    if let failure = cases.inputs.failure {
      say(failure)
      return 5
    }
    var text = Report.heading(missing: tools.missing + cases.missing)
    print(text, terminator: "")
    var hasFailed = false
    for one in cases.all {
      let results = one.comparison.run(log: "log")
      if results.contains(where: { $0.name.hasPrefix("labbook") && $0.failure != nil }) {
        hasFailed = true
      }
      let table = Report.table(one, results)
      print(table, terminator: "")
      fflush(nil)
      text += table
    }
    if let pages = PageBench(tools, options), options.filter.map(pages.title.contains) ?? true {
      let (table, isFailure) = pages.run()
      if isFailure { hasFailed = true }
      print(table, terminator: "")
      text += table
    }
    guard let output = options.output else { return hasFailed ? 1 : 0 }
    fchdir(start)
    guard TextFile.write(text, to: output) else {
      say("cannot write \(output): \(String(cString: strerror(errno)))")
      return 5
    }
    return hasFailed ? 1 : 0
  }

  private static func say(_ message: String) {
    _ = TextFile.write("labbook-bench: \(message)\n", to: "/dev/stderr")
  }
}
