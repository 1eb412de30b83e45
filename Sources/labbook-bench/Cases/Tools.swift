import Glibc

/// The programs that are compared, as found on this machine.
struct Tools {
  var labbook: String
  var cram: String?
  var bats: String?
  var bwrap: String?
  /// mininet's command with the options that work here.
  var mininet: [String]?
  /// virtme-ng's command.
  var vng: String?
  /// Whether QEMU is here.
  let hasEmulator: Bool
  /// Whether apt-get, which fetches kernels, is here.
  let hasApt: Bool
  /// What is not compared, and why.
  private(set) var missing: [String] = []

  /// nil where there is no labbook beside this program.
  init?() {
    guard let own = realpath("/proc/self/exe", nil) else { return nil }
    defer { free(own) }
    let path = String(cString: own)
    guard let slash = path.lastIndex(of: "/") else { return nil }
    labbook = path[..<slash] + "/labbook"
    guard access(labbook, X_OK) == 0 else { return nil }
    cram = Self.find("cram3") ?? Self.find("cram")
    if cram == nil { missing.append("cram is not installed (Debian: python3-cram)") }
    bats = Self.find("bats")
    if bats == nil { missing.append("bats is not installed (Debian: bats)") }
    bwrap = Self.find("bwrap")
    if bwrap == nil { missing.append("bubblewrap is not installed (Debian: bubblewrap)") }
    hasEmulator = Self.find("qemu-system-x86_64") != nil
    if !hasEmulator { missing.append("QEMU is not installed (Debian: qemu-system-x86)") }
    hasApt = Self.find("apt-get") != nil
    if !hasApt { missing.append("no kernels can be fetched without apt-get") }
    vng = getenv("LABBOOK_BENCH_VNG").map { String(cString: $0) } ?? Self.find("vng")
    if vng == nil {
      missing.append("virtme-ng is not installed (pipx install virtme-ng, or LABBOOK_BENCH_VNG)")
    }
    mininet = findMininet()
  }

  /// mininet with its own switch where Open vSwitch runs, else with the kernel's bridge.
  private mutating func findMininet() -> [String]? {
    guard let mn = Self.find("mn") else {
      missing.append("mininet is not installed (Debian: mininet)")
      return nil
    }
    guard geteuid() == 0 else {
      missing.append("mininet runs as root only")
      return nil
    }
    if access("/var/run/openvswitch/db.sock", F_OK) == 0 { return [mn, "--test", "pingall"] }
    guard Self.find("brctl") != nil else {
      missing.append("mininet has no switch: Open vSwitch does not run, and brctl is not installed")
      return nil
    }
    return [mn, "--switch", "lxbr", "--controller", "none", "--test", "pingall"]
  }

  /// The path of a command on PATH, or where administrators' commands are.
  private static func find(_ name: String) -> String? {
    let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
    for folder in (path + ":/usr/sbin:/sbin").split(separator: ":") {
      let candidate = "\(folder)/\(name)"
      if access(candidate, X_OK) == 0 { return candidate }
    }
    return nil
  }
}
