import LabEvidence
import LabModel

/// Reports as kernels print them, in their own form but no longer than need be.
///
/// `offset`, `cpu` and `pid` change what differs from boot to boot and build to build.
struct KernelLogText {
  var offset = 0x12
  var cpu = 0
  var pid = 321

  private func at(_ name: String) -> String {
    "\(name)+0x\(String(offset, radix: 16))/0x\(String(offset + 0x40, radix: 16))"
  }

  private var context: String {
    "CPU: \(cpu) PID: \(pid) Comm: ip Not tainted 6.1.0-56-cloud-amd64 #1  Debian 6.1.192-2"
  }

  private var registers: [String] {
    [
      "Code: 0f 0b e9 \(String(offset, radix: 16)) ff ff ff",
      "RSP: 0018:ffffb\(pid)0003e0 EFLAGS: 00010286",
      "RAX: 0000000000000000 RBX: ffff9c\(pid)00 RCX: 0000000000000000",
    ]
  }

  var warning: [String] {
    [
      "------------[ cut here ]------------", "refcount_t: underflow; use-after-free.",
      "WARNING: CPU: \(cpu) PID: \(pid) at net/core/dev.c:1234 \(at("dev_put_track")) [veth]",
      "Modules linked in: veth bridge stp llc", context,
      "Hardware name: QEMU Standard PC (i440FX + PIIX, 1996), BIOS 1.16.2-debian-1.16.2-1 04/01/2014",
      "RIP: 0010:\(at("dev_put_track")) [veth]",
    ] + registers + [
      "Call Trace:", " <TASK>", " ? \(at("__warn"))", " ? \(at("report_bug"))",
      " ? \(at("asm_exc_invalid_op"))", " \(at("veth_dellink.isra.0")) [veth]",
      " \(at("rtnl_dellink"))", " \(at("rtnetlink_rcv_msg"))", " \(at("netlink_rcv_skb"))",
      " \(at("entry_SYSCALL_64_after_hwframe"))", "RIP: 0033:0x7f\(pid)2b10", " </TASK>",
      "---[ end trace 0000000000000000 ]---",
    ]
  }

  /// As since Linux 6.19, where the processor stands last.
  var newWarning: [String] {
    [
      "------------[ cut here ]------------",
      "WARNING: net/core/dev.c:1234 at \(at("dev_put_track")), CPU#\(cpu): ip/\(pid)",
      "Call Trace:", " <TASK>", " \(at("rtnl_dellink"))", " </TASK>",
      "---[ end trace 0000000000000000 ]---",
    ]
  }

  var nullPointer: [String] {
    [
      "BUG: kernel NULL pointer dereference, address: 00000000000000\(String(offset, radix: 16))",
      "#PF: supervisor read access in kernel mode", "#PF: error_code(0x0000) - not-present page",
      "PGD 0 P4D 0 ", "Oops: 0000 [#1] PREEMPT SMP NOPTI", context,
      "RIP: 0010:\(at("br_handle_frame")) [bridge]",
    ] + registers + [
      "Call Trace:", " <IRQ>", " \(at("__netif_receive_skb_core"))", " \(at("process_backlog"))",
      " </IRQ>", " <TASK>", " \(at("do_softirq"))", " </TASK>", "Modules linked in: bridge",
      "CR2: 0000000000000012", "---[ end trace 0000000000000000 ]---",
      "RIP: 0010:\(at("br_handle_frame")) [bridge]",
    ]
  }

  var protectionFault: [String] {
    [
      "general protection fault, probably for non-canonical address 0xdffffc00000000\(offset): 0000 [#1] PREEMPT SMP KASAN NOPTI",
      "KASAN: null-ptr-deref in range [0x0000000000000000-0x0000000000000007]", context,
      "RIP: 0010:\(at("tcp_ack"))",
    ] + registers + [
      "Call Trace:", " <TASK>", " \(at("tcp_rcv_established"))", " </TASK>",
      "---[ end trace 0000000000000000 ]---",
    ]
  }

  var bug: [String] {
    [
      "------------[ cut here ]------------", "kernel BUG at net/core/skbuff.c:\(offset)!",
      "invalid opcode: 0000 [#1] PREEMPT SMP PTI", context, "RIP: 0010:\(at("skb_panic"))",
      "Call Trace:", " <TASK>", " \(at("skb_push.cold"))", " </TASK>",
      "---[ end trace 0000000000000000 ]---",
    ]
  }

  var kasan: [String] {
    [
      "==================================================================",
      "BUG: KASAN: slab-out-of-bounds in \(at("nft_parse_register")) [nf_tables]",
      "Read of size 4 at addr ffff888\(pid)1e0 by task nft/\(pid)", "", context, "Call Trace:",
      " <TASK>",
      " \(at("dump_stack_lvl"))", " \(at("print_report"))", " \(at("kasan_report"))",
      " \(at("nft_parse_register")) [nf_tables]", " \(at("nft_cmp_init"))", " </TASK>", "",
      "Allocated by task \(pid):", " \(at("kasan_save_stack"))", " \(at("another_allocation"))", "",
      "==================================================================",
    ]
  }

  var kcsan: [String] {
    [
      "==================================================================",
      "BUG: KCSAN: data-race in tcp_poll / tcp_recvmsg_locked", "",
      "write to 0xffff888\(pid) of 4 bytes by task \(pid) on cpu \(cpu):",
      " \(at("tcp_recvmsg_locked"))", "value changed: 0x\(offset) -> 0x1",
      "==================================================================",
    ]
  }

  var ubsan: [String] {
    [
      "================================================================================",
      "UBSAN: array-index-out-of-bounds in net/sched/sch_netem.c:\(offset):7",
      "index \(offset) is out of range for type 'u8 [8]'", context, "Call Trace:", " <TASK>",
      " \(at("dump_stack_lvl"))", " \(at("__ubsan_handle_out_of_bounds"))",
      " \(at("netem_enqueue"))",
      " </TASK>",
      "================================================================================",
    ]
  }

  var lockdep: [String] {
    [
      "======================================================",
      "WARNING: possible circular locking dependency detected", "6.1.0 #1 Not tainted",
      "------------------------------------------------------",
      "ip/\(pid) is trying to acquire lock:",
      "ffff888\(pid) (&dev->lock){+.+.}-{3:3}, at: \(at("dev_ioctl"))", "",
      "but task is already holding lock:",
      "ffffffff8 (rtnl_mutex){+.+.}-{3:3}, at: \(at("rtnetlink_rcv_msg"))", "",
      "which lock already depends on the new lock.", "", "stack backtrace:", context,
      "Call Trace:", " <TASK>", " \(at("dump_stack_lvl"))", " \(at("check_noncircular"))",
      " \(at("__lock_acquire"))", " \(at("lock_acquire"))", " \(at("__mutex_lock"))",
      " \(at("dev_ioctl"))", " \(at("sock_ioctl"))", " </TASK>",
    ]
  }

  var rcuUsage: [String] {
    [
      "=============================", "WARNING: suspicious RCU usage", "6.1.0 #1 Not tainted",
      "-----------------------------",
      "net/ipv4/fib_trie.c:\(offset) suspicious rcu_dereference_check() usage!",
      "stack backtrace:", context, "Call Trace:", " <TASK>", " \(at("lockdep_rcu_suspicious"))",
      " \(at("fib_table_lookup"))", " </TASK>",
    ]
  }

  var hungTask: [String] {
    [
      "INFO: task kworker/\(cpu):1:\(pid) blocked for more than 120 seconds.",
      "      Not tainted 6.1.0-56-cloud-amd64 #1 Debian 6.1.192-2",
      "\"echo 0 > /proc/sys/kernel/hung_task_timeout_secs\" disables this message.",
      "task:kworker/\(cpu):1     state:D stack:0     pid:\(pid)    ppid:2      flags:0x00004000",
      "Call Trace:", " <TASK>", " \(at("__schedule"))", " \(at("schedule"))",
      " \(at("schedule_preempt_disabled"))", " \(at("__mutex_lock.constprop.0"))",
      " \(at("linkwatch_event"))", " \(at("process_one_work"))", " </TASK>",
    ]
  }

  var rcuStall: [String] {
    [
      "rcu: INFO: rcu_preempt self-detected stall on CPU",
      "rcu: \t\(cpu)-....: (20999 ticks this GP) idle=\(offset)/1/0x4000000000000002 softirq=9/9 fqs=5249",
      "\t(t=21000 jiffies g=\(offset) q=11)", context, "RIP: 0010:\(at("nf_conntrack_in"))",
      "Call Trace:", " <IRQ>", " ? \(at("rcu_dump_cpu_stacks"))", " ? \(at("rcu_sched_clock_irq"))",
      " </IRQ>", " <TASK>", " \(at("nf_hook_slow"))", " </TASK>",
    ]
  }

  var softLockup: [String] {
    [
      "watchdog: BUG: soft lockup - CPU#\(cpu) stuck for 22s! [ip:\(pid)]",
      "Modules linked in: veth",
      context, "RIP: 0010:\(at("inet_twsk_purge"))", "Call Trace:", " <TASK>",
      " \(at("tcpv4_net_exit_batch"))", " </TASK>",
    ]
  }

  var deviceHeld: [String] {
    ["unregister_netdevice: waiting for veth\(cpu) to become free. Usage count = \(offset)"]
  }

  var memoryLeak: [String] {
    ["kmemleak: \(offset) new suspected memory leaks (see /sys/kernel/debug/kmemleak)"]
  }

  var outOfMemory: [String] {
    ["Out of memory: Killed process \(pid) (stress) total-vm:\(offset)kB, anon-rss:1kB"]
  }

  var panic: [String] {
    [
      "sysrq: Trigger a crash", "Kernel panic - not syncing: sysrq triggered crash", context,
      "Call Trace:", " <TASK>", " \(at("dump_stack_lvl"))", " \(at("panic"))",
      " \(at("sysrq_handle_crash"))", " \(at("__handle_sysrq.cold"))",
      " \(at("write_sysrq_trigger"))", " </TASK>", "Kernel Offset: disabled",
      "---[ end Kernel panic - not syncing: sysrq triggered crash ]---",
    ]
  }

  /// As user-mode Linux prints it, which is sure of few frames.
  var userModePanic: [String] {
    [
      "Kernel panic - not syncing: sysrq triggered crash",
      "CPU: 0 PID: \(pid) Comm: bash Not tainted 6.1.176 #1 ",
      "Stack:", " 606944ba 607e7fcd 8703bce0 6067bb96", "Call Trace:",
      " [<606944ba>] ? \(at("_printk"))", " [<6002d37a>] \(at("show_stack"))",
      " [<6069f4e1>] \(at("dump_stack_lvl"))", " [<606931e5>] \(at("panic"))",
      " [<60511d0a>] \(at("sysrq_handle_crash"))",
    ]
  }

  /// As lines of a log, numbered from `first` and read a µs apart from `time` on.
  static func rows(_ lines: [String], from first: Int = 1, at time: Int64 = 0) -> [KernelLogRow] {
    lines.enumerated().map { place, text in
      KernelLogRow(
        number: first + place, time: time + Int64(place) * 1000,
        line: KernelLogLine(
          source: .record, stamp: time + Int64(place) * 1000, level: 4, text: text))
    }
  }
}
