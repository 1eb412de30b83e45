import Glibc
import LabModel

/// Which ids of the machine a sandbox has (user_namespaces(7), subuid(5)).
///
/// Id 0 of the machine is never mapped: file permissions alone would then let a sandbox write files
/// of /proc/sys and /proc that belong to root.
struct IdentifierMap: Sendable, Hashable {
  /// One line of uid_map and gid_map.
  struct Range: Sendable, Hashable {
    var inside: UInt32
    var outside: UInt32
    var count: UInt32
  }

  /// How the map is written.
  enum Writer: Sendable, Hashable {
    /// By writing /proc/PID/uid_map: root, and anyone for his one own id.
    case direct
    /// By newuidmap(1) and newgidmap(1).
    case setuidTools
  }

  var users: [Range]
  var groups: [Range]
  var writer: Writer

  /// Whether more than one id is mapped, so that tools that drop privileges work.
  var isRange: Bool { users.reduce(0) { $0 + Int($1.count) } > 1 }

  /// The best map that this process may write.
  static func best(useRange: Bool = true) -> IdentifierMap {
    let user = geteuid()
    let group = getegid()
    if user == 0 {
      return IdentifierMap(
        users: [rootRange("/etc/subuid", "/proc/self/uid_map")],
        groups: [rootRange("/etc/subgid", "/proc/self/gid_map")], writer: .direct)
    }
    if useRange, access("/usr/bin/newuidmap", X_OK) == 0, access("/usr/bin/newgidmap", X_OK) == 0,
      let users = subordinate("/etc/subuid", user), let groups = subordinate("/etc/subgid", user)
    {
      return IdentifierMap(
        users: [Range(inside: 0, outside: user, count: 1), users],
        groups: [Range(inside: 0, outside: group, count: 1), groups], writer: .setuidTools)
    }
    return IdentifierMap(
      users: [Range(inside: 0, outside: user, count: 1)],
      groups: [Range(inside: 0, outside: group, count: 1)], writer: .direct)
  }

  /// Ids for root's sandboxes: root's own of subuid(5), else above those that systemd-nspawn(1)
  /// gives out, else (root of a container with few ids) the upper half of what there is.
  private static func rootRange(_ file: String, _ mapFile: String) -> Range {
    let count: UInt32 = 65536
    if let range = subordinate(file, 0), range.outside > 0 {
      return Range(inside: 0, outside: range.outside, count: range.count)
    }
    let fallback: UInt32 = 0x7000_0000
    var largest: (start: UInt32, count: UInt32) = (0, 0)
    var only: UInt32?
    for line in (SystemFile.text(mapFile) ?? "").split(separator: "\n") {
      let fields = line.split(separator: " ").compactMap { UInt32($0) }
      guard fields.count == 3 else { continue }
      let (start, length) = (fields[0], fields[2])
      if start <= fallback, UInt64(start) + UInt64(length) >= UInt64(fallback) + UInt64(count) {
        return Range(inside: 0, outside: fallback, count: count)
      }
      if length > largest.count { largest = (start, length) }
      // One id, as `unshare -Ur` gives: it will do where it is not root's outside.
      if length == 1, largest.count == 1, fields[1] > 0 { only = start }
    }
    if largest.count == 1, let only { return Range(inside: 0, outside: only, count: 1) }
    let half = min(count, largest.count / 2)
    return Range(inside: 0, outside: largest.start + largest.count - half, count: half)
  }

  /// The first range of subuid(5) for a user, by name or number; ids inside begin at 1.
  private static func subordinate(_ file: String, _ user: uid_t) -> Range? {
    guard let text = SystemFile.text(file) else { return nil }
    var names = [Substring("\(user)")]
    if let entry = getpwuid(user) {
      names.append(Substring(String(cString: entry.pointee.pw_name)))
    }
    for line in text.split(separator: "\n") {
      let fields = line.split(separator: ":", omittingEmptySubsequences: false)
      guard fields.count == 3, names.contains(fields[0]), let start = UInt32(fields[1]),
        let count = UInt32(fields[2]), count > 0, start > 0
      else { continue }
      return Range(inside: 1, outside: start, count: min(count, 65536))
    }
    return nil
  }

  /// Writes the map for a process that waits in a new user namespace.
  /// - Throws: `SandboxFailure` with what the kernel or newuidmap says.
  func apply(to process: pid_t) throws(SandboxFailure) {
    guard (users + groups).allSatisfy({ $0.count > 0 }) else {
      throw SandboxFailure(
        stage: "map ids for", subject: "a sandbox: root's is the only one here", errno: EPERM,
        remedy: "start labbook as an ordinary user, or where more ids are mapped",
        isMachineUnable: true)
    }
    switch writer {
    case .direct:
      if geteuid() != 0 { try SystemFile.write("deny", to: "/proc/\(process)/setgroups") }
      try SystemFile.write(text(groups), to: "/proc/\(process)/gid_map")
      try SystemFile.write(text(users), to: "/proc/\(process)/uid_map")
    case .setuidTools:
      try Self.call("/usr/bin/newgidmap", process, groups)
      try Self.call("/usr/bin/newuidmap", process, users)
    }
  }

  private func text(_ ranges: [Range]) -> String {
    ranges.map { "\($0.inside) \($0.outside) \($0.count)\n" }.joined()
  }

  private static func call(_ tool: String, _ process: pid_t, _ ranges: [Range])
    throws(SandboxFailure)
  {
    let arguments =
      [tool, "\(process)"] + ranges.flatMap { ["\($0.inside)", "\($0.outside)", "\($0.count)"] }
    var child: pid_t = 0
    let error = withCStrings(arguments) { argv in
      withCStrings([]) { envp in posix_spawn(&child, tool, nil, nil, argv, envp) }
    }
    guard error == 0 else { throw SandboxFailure(stage: "run", subject: tool, errno: error) }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    guard status == 0 else {
      throw SandboxFailure(
        stage: "map ids with", subject: tool, errno: EPERM,
        remedy: "check this user's lines in /etc/subuid and /etc/subgid")
    }
  }
}
