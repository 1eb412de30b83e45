import Glibc
import LabReport

/// Namespaces, ids and the overlay: what no notebook runs without.
struct NamespaceProbes {
  private static let area = "sandbox"

  /// Everything of this part.
  func capabilities() -> [Capability] {
    guard ProbeProcess.path(of: "unshare") != nil else {
      return [
        Capability(
          area: Self.area, name: "user namespaces", state: .unknown,
          detail: "unshare(1), which tries them out, is not here",
          remedy: Remedy.install("util-linux"))
      ]
    }
    let users = userNamespaces()
    guard users.state == .ok else {
      // Whatever else is tried would fail for the same reason, and its remedy would mislead.
      return [users] + ["other namespaces", "overlay"].map(Self.untried) + [identifiers()]
    }
    return [users, otherNamespaces(), identifiers(), overlay()]
  }

  private static func untried(_ name: String) -> Capability {
    Capability(
      area: area, name: name, state: .unknown, detail: "cannot be tried without user namespaces",
      isRequired: true)
  }

  /// A user namespace in which the caller is root, for real.
  private func userNamespaces() -> Capability {
    let outcome = ProbeProcess.run(["unshare", "-Ur", "true"])
    if outcome.succeeded {
      return Capability(
        area: Self.area, name: "user namespaces", state: .ok, detail: "can be made",
        isRequired: true)
    }
    let (detail, remedy) = Self.diagnosis(message: outcome.firstLine)
    return Capability(
      area: Self.area, name: "user namespaces", state: .missing, detail: detail, remedy: remedy,
      isRequired: true)
  }

  /// Which rule of the machine forbids user namespaces, and what lifts it.
  private static func diagnosis(message: String) -> (detail: String, remedy: String?) {
    if SystemFile.number("/proc/sys/user/max_user_namespaces") == 0 {
      return (
        "user.max_user_namespaces is 0", "sudo sysctl -w user.max_user_namespaces=15000"
      )
    }
    if SystemFile.number("/proc/sys/kernel/unprivileged_userns_clone") == 0 {
      return (
        "kernel.unprivileged_userns_clone is 0 (Debian's switch)",
        "sudo sysctl -w kernel.unprivileged_userns_clone=1"
      )
    }
    if SystemFile.number("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") == 1 {
      return (
        "AppArmor lets only programs with a profile have them (Ubuntu's switch)",
        "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"
      )
    }
    if access("/proc/self/ns/user", F_OK) != 0 {
      return ("this kernel was built without CONFIG_USER_NS", "boot a kernel that has it")
    }
    let filter = SystemFile.text("/proc/self/status")?.split(separator: "\n")
      .first { $0.hasPrefix("Seccomp:") }?.last
    if filter == "2" {
      return (
        "a seccomp filter forbids them, as containers' defaults do: \(message)",
        "start the container with --security-opt seccomp=unconfined --security-opt "
          + "apparmor=unconfined, or run labbook outside it"
      )
    }
    return (message.isEmpty ? "they cannot be made" : message, nil)
  }

  /// The other namespaces of a sandbox, with a mount in them.
  private func otherNamespaces() -> Capability {
    let outcome = ProbeProcess.run([
      "unshare", "-Urmpnuif", "--cgroup", "sh", "-c",
      "mount -t tmpfs none /tmp && mount -t proc proc /proc && mount -t sysfs sysfs /sys",
    ])
    return Capability(
      area: Self.area, name: "other namespaces", state: outcome.succeeded ? .ok : .missing,
      detail: outcome.succeeded
        ? "mount, PID, network, UTS, IPC and cgroup, with fresh /proc and /sys"
        : outcome.firstLine,
      remedy: outcome.succeeded
        ? nil : "run labbook outside a container, or in one started with --privileged",
      isRequired: true)
  }

  /// More than one id: tools that drop privileges want it.
  private func identifiers() -> Capability {
    if getuid() == 0 {
      return Capability(
        area: Self.area, name: "id ranges", state: .ok, detail: "root maps a range")
    }
    let user = Remedy.userName ?? String(getuid())
    let hasTools =
      ProbeProcess.path(of: "newuidmap") != nil && ProbeProcess.path(of: "newgidmap") != nil
    let hasRange = ["/etc/subuid", "/etc/subgid"].allSatisfy { path in
      (SystemFile.text(path) ?? "").split(separator: "\n").contains { line in
        line.hasPrefix("\(user):") || line.hasPrefix("\(getuid()):")
      }
    }
    if hasTools, hasRange {
      return Capability(
        area: Self.area, name: "id ranges", state: .ok, detail: "newuidmap maps a range for \(user)"
      )
    }
    let remedy =
      !hasTools
      ? Remedy.install("uidmap")
      : Remedy.userName != nil
        ? "sudo usermod --add-subuids 100000-165535 --add-subgids 100000-165535 \(user)"
        : "echo \(user):100000:65536 | sudo tee -a /etc/subuid /etc/subgid"
    return Capability(
      area: Self.area, name: "id ranges", state: .partly,
      detail: (hasTools ? "no range for \(user) in /etc/subuid" : "newuidmap is not here")
        + ": only one id is mapped, so tools that change their user (tcpdump) fail in steps",
      remedy: remedy)
  }

  /// An overlay in a user namespace: the throwaway root.
  private func overlay() -> Capability {
    let outcome = ProbeProcess.run([
      "unshare", "-Urm", "sh", "-c",
      "mount -t tmpfs none /tmp && mkdir /tmp/u /tmp/w /tmp/m && mount -t overlay overlay "
        + "-o lowerdir=/etc,upperdir=/tmp/u,workdir=/tmp/w,userxattr /tmp/m && : > /tmp/m/probe",
    ])
    return Capability(
      area: Self.area, name: "overlay", state: outcome.succeeded ? .ok : .missing,
      detail: outcome.succeeded
        ? "a throwaway root over the machine's files"
        : outcome.firstLine.isEmpty ? "cannot be mounted" : outcome.firstLine,
      remedy: outcome.succeeded
        ? nil : "sudo modprobe overlay (in a user namespace it needs Linux 5.11 or later)",
      isRequired: true)
  }
}
