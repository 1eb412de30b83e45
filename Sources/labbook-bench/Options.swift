/// What `labbook-bench` was told.
struct Options {
  /// Fewer rounds, and none of the cases that take long.
  var isQuick = false
  /// Where the tables go besides standard output.
  var output: String?
  /// How many rounds count; nil leaves that to each case.
  var rounds: Int?
  /// Only cases whose title contains this.
  var filter: String?

  static let usage = """
    usage: labbook-bench [--quick] [--rounds NUMBER] [--filter TEXT] [--output FILE]

    Times labbook (the one beside this program) in turn with cram, bats, bubblewrap, mininet and
    virtme-ng, where they are installed, and prints the ratios as tables in Markdown. Kernels are
    fetched with apt-get into a folder that is removed at the end.

      LABBOOK_BENCH_VNG  virtme-ng's command where vng is not on PATH

      --quick          fewer rounds, and without the cases that take long
      --rounds NUMBER  so many rounds of each case, after one that does not count
      --filter TEXT    only cases whose title contains this
      --output FILE    write the tables to this file too
    """

  /// A mistake in the command line.
  struct Mistake: Error {
    var message: String
  }

  /// nil where help is asked for.
  static func parse(_ arguments: [String]) throws(Mistake) -> Options? {
    var options = Options()
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      switch argument {
      case "--help", "-h": return nil
      case "--quick": options.isQuick = true
      case "--output", "--rounds", "--filter":
        guard let value = rest.popFirst() else {
          throw Mistake(message: "\(argument) wants a value")
        }
        switch argument {
        case "--output": options.output = value
        case "--filter": options.filter = value
        default:
          guard let rounds = Int(value), rounds > 0 else {
            throw Mistake(message: "--rounds wants a number above 0")
          }
          options.rounds = rounds
        }
      default: throw Mistake(message: "unknown argument \(argument)")
      }
    }
    return options
  }
}
