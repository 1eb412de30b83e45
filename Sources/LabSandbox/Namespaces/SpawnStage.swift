import CLinux

/// The stages of lb_process.c in words.
enum SpawnStage {
  /// The verb phrase and subject of a failure in `stage`, one of `enum lb_stage`.
  static func name(_ stage: Int32) -> (verb: String, subject: String) {
    switch lb_stage(UInt32(bitPattern: stage)) {
    case LB_STAGE_CLONE: ("clone", "the agent")
    case LB_STAGE_HANDSHAKE: ("tie", "the agent to labbook's process")
    case LB_STAGE_IDS: ("become", "user 0 of the sandbox")
    case LB_STAGE_DESCRIPTORS: ("arrange", "descriptors")
    case LB_STAGE_EXEC: ("execute", "the program")
    case LB_STAGE_SETNS: ("enter", "the network namespace")
    case LB_STAGE_UNSHARE: ("make", "mount and UTS namespaces for a shell")
    case LB_STAGE_MOUNT_SYS: ("mount", "sysfs on /sys")
    case LB_STAGE_HOSTNAME: ("set", "the hostname")
    case LB_STAGE_CAPABILITIES: ("drop", "capabilities")
    case LB_STAGE_LIMITS: ("set", "resource limits")
    case LB_STAGE_TERMINAL: ("open", "the terminal")
    case LB_STAGE_KEYRING: ("leave", "the caller's session keyring")
    default: ("pass", "stage \(stage)")
    }
  }
}
