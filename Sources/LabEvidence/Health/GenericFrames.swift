/// Functions that stand on top of a report's stack whatever went wrong: those that report it, those
/// that took the exception, and those in which every waiting task sleeps.
enum GenericFrames {
  /// Whether `function` tells nothing of a trouble of `kind`.
  static func contains(_ function: String, of kind: KernelTrouble.Kind) -> Bool {
    if names.contains(function) || prefixes.contains(where: function.hasPrefix) { return true }
    switch kind {
    case .hungTask, .rcuStall, .softLockup, .hardLockup, .workqueueLockup:
      return waiting.contains(function) || clock.contains(where: function.hasPrefix)
    case .rcuUsage: return function.hasPrefix("rcu_")
    case .lockdep: return locking.contains(where: function.hasPrefix)
    case .kasan, .kmsan, .kfence, .oops, .generalProtection: return copying.contains(function)
    default: return false
    }
  }

  private static let names: Set<String> = [
    "panic", "vpanic", "die", "die_addr", "report_bug", "handle_bug", "fixup_bug", "show_stack",
    "show_regs", "show_trace_log_lvl", "print_address_description", "print_report", "page_fault",
    "do_trap", "do_error_trap", "do_invalid_op", "invalid_op", "no_context", "bad_area",
    "bad_area_nosemaphore", "page_fault_oops", "kernelmode_fixup_or_oops", "do_user_addr_fault",
    "do_kern_addr_fault", "check_panic_on_warn", "refcount_warn_saturate", "sched_show_task",
    "__schedule_bug", "schedule_debug", "check_preemption_disabled", "debug_smp_processor_id",
    "ret_from_fork", "ret_from_fork_asm",
  ]

  private static let prefixes = [
    "dump_stack", "__dump_stack", "__die", "__warn", "warn_slowpath", "asm_exc_", "exc_", "oops_",
    "kasan_", "__kasan_", "__asan_", "kmsan_", "__msan_", "kfence_", "kcsan_", "__tsan_", "ubsan_",
    "__ubsan_", "lockdep_rcu_suspicious", "__might_", "___might_", "__bad_area",
  ]

  private static let locking = [
    "print_", "check_", "validate_chain", "mark_lock", "mark_usage", "mark_held", "__lock_",
    "lock_", "valid_state", "register_lock_class", "lockdep_", "__raw_spin_", "_raw_spin_",
    "_raw_read_", "_raw_write_", "__mutex_lock", "mutex_lock",
  ]

  /// Where a task is that waits.
  private static let waiting: Set<String> = [
    "__schedule", "schedule", "schedule_timeout", "schedule_preempt_disabled", "io_schedule",
    "io_schedule_timeout", "context_switch", "wait_for_completion", "__wait_for_common",
    "do_wait_for_common", "wait_for_common", "__mutex_lock", "__mutex_lock_common",
    "__mutex_lock_slowpath", "mutex_lock_nested", "mutex_lock", "mutex_lock_killable",
    "rwsem_down_read_slowpath", "rwsem_down_write_slowpath", "down_read", "down_write",
    "preempt_schedule_common", "preempt_schedule",
  ]

  /// What a timer's interrupt runs that finds a stall.
  private static let clock = [
    "asm_sysvec_", "sysvec_", "__sysvec_", "nmi_", "trigger_", "arch_trigger_", "rcu_", "hrtimer_",
    "__hrtimer_", "tick_", "update_process_times", "watchdog_", "apic_timer_", "smp_apic_",
    "local_apic_", "irq_exit_rcu", "__irq_exit_rcu", "print_cpu_stall", "check_cpu_stall",
    "check_hung_", "perf_",
  ]

  /// Where memory is touched for somebody else.
  private static let copying: Set<String> = [
    "memcpy", "__memcpy", "memcpy_orig", "memmove", "__memmove", "memset", "__memset", "memcmp",
    "strlen", "strnlen", "strcmp", "strncmp", "strcpy", "strscpy", "sized_strscpy", "strlcpy",
    "rep_movs_alternative", "copy_user_generic", "_copy_to_user", "_copy_from_user",
    "_copy_to_iter",
    "_copy_from_iter", "instrument_copy_to_user",
  ]
}
