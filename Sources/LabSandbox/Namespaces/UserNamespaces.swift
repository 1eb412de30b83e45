import Glibc
import LabModel

/// Why a machine refuses user namespaces, and what its owner can do about it.
package enum UserNamespaces {
  /// A setting of the machine that forbids them.
  package struct Obstacle: Sendable, Hashable {
    package var setting: String
    package var remedy: String
  }

  /// The setting that stands in the way, if one is found (user_namespaces(7); Debian's and Ubuntu's
  /// own sysctls).
  package static func obstacle() -> Obstacle? {
    func value(_ path: String) -> String? {
      SystemFile.text(path)?.split(separator: "\n").first.map(String.init)
    }
    if value("/proc/sys/user/max_user_namespaces") == "0" {
      return Obstacle(
        setting: "user.max_user_namespaces is 0",
        remedy: "sudo sysctl -w user.max_user_namespaces=15000")
    }
    guard geteuid() != 0 else { return nil }
    if value("/proc/sys/kernel/unprivileged_userns_clone") == "0" {
      return Obstacle(
        setting: "kernel.unprivileged_userns_clone is 0",
        remedy: "sudo sysctl -w kernel.unprivileged_userns_clone=1")
    }
    if value("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") == "1" {
      return Obstacle(
        setting: "AppArmor restricts them (kernel.apparmor_restrict_unprivileged_userns is 1)",
        remedy: "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0, or add an AppArmor "
          + "profile with `userns,` for labbook")
    }
    return nil
  }

  /// What clone(2)'s errno means here.
  static func failure(_ error: Int32) -> SandboxFailure {
    let obstacle = obstacle()
    let subject = "user and other namespaces" + (obstacle.map { ": \($0.setting)" } ?? "")
    let remedy: String
    switch error {
    case _ where obstacle != nil: remedy = obstacle?.remedy ?? ""
    case ENOSPC: remedy = "raise the limits in /proc/sys/user (user.max_*_namespaces)"
    case EPERM:
      remedy =
        "a seccomp filter (of a container, perhaps) or a chroot forbids them: start labbook "
        + "outside of it, or allow clone and unshare with CLONE_NEWUSER there"
    case EINVAL: remedy = "this kernel is built without user namespaces (CONFIG_USER_NS)"
    default: remedy = "see `labbook doctor`"
    }
    return SandboxFailure(
      stage: "create", subject: subject, errno: error, remedy: remedy,
      isMachineUnable: [EPERM, ENOSPC, EINVAL, EUSERS, ENOSYS].contains(error))
  }
}
