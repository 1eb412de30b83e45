/// One step on another kernel, beside virtme-ng.
struct MachineCases {
  private static let cold = "Another kernel, cold"
  private static let warm = "Another kernel, warm"

  /// The cases that can be had, and what the others lack.
  private(set) var all: [Case] = []
  private(set) var missing: [String] = []

  /// Those whose titles contain the filter; `notebook` has one step.
  init(_ tools: Tools, _ options: Options, notebook: String, cache: String) {
    let titles = [Self.cold, Self.warm].filter { options.filter.map($0.contains) ?? true }
    guard !titles.isEmpty else { return }
    let kernels = BenchKernels(tools, cache: cache)
    missing = kernels.missing
    guard let newest = kernels.newest else { return }
    let run = [tools.labbook, "run", "--db", "bench.sqlite", notebook]
    for title in titles {
      var command = MeasuredCommand(words: run + ["--kernel", "6.12"])
      if title == Self.cold { command.removes = kernels.snapshots }
      var contenders = [Comparison.Contender(name: "labbook, 6.12", command: command)]
      if title == Self.warm {
        if kernels.hasUserMode {
          contenders.append(
            Comparison.Contender(
              name: "labbook, user-mode Linux",
              command: MeasuredCommand(words: run + ["--kernel", "uml"])))
        }
        contenders.append(
          Comparison.Contender(
            name: "labbook, this machine's kernel", command: MeasuredCommand(words: run)))
      }
      let foreign = tools.vng.map { Self.virtme($0, image: newest + "/vmlinux") }
      if let foreign {
        contenders.append(
          Comparison.Contender(
            name: "virtme-ng", command: MeasuredCommand(words: foreign), rounds: 3))
      }
      let usual = title == Self.cold ? 5 : 11
      let rounds = options.rounds ?? (options.isQuick ? min(usual, 3) : usual)
      all.append(
        Case(
          comparison: Comparison(title: title, contenders: contenders, rounds: rounds),
          goal: Case.Goal(contender: "virtme-ng", most: title == Self.cold ? 0.25 : 0.05),
          note: Self.note(title, foreign)))
    }
  }

  /// virtme-ng with what it is quickest with: the image that needs no unpacking, and one processor.
  private static func virtme(_ vng: String, image: String) -> [String] {
    [vng, "--run", image] + (BenchKernels.areTranslated ? ["--disable-kvm"] : [])
      + ["--cpus", "1", "--exec", "echo hi"]
  }

  private static func note(_ title: String, _ virtme: [String]?) -> String {
    var text =
      "One step, `echo hi`, on Debian's newest 6.12 for clouds"
      + (BenchKernels.areTranslated ? ", translated (TCG): " : ", with KVM: ")
      + (title == cold
        ? "the image is there, the snapshot is removed before each round and made anew in it."
        : "the snapshot is there; user-mode Linux has none, and boots.")
    if let virtme {
      let words =
        ["vng"]
        + virtme.dropFirst().map { word in
          word.hasSuffix("/vmlinux") ? "vmlinux" : word.contains(" ") ? "'\(word)'" : word
        }
      text +=
        " virtme-ng boots the same image in at most 3 rounds: `\(words.joined(separator: " "))`; "
        + "it wants busybox, udev and virtiofsd on this machine."
    }
    return text + " Processor time lacks that of labbook's machines, which are killed."
  }
}
