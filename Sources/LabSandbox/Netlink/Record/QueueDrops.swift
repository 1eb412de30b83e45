import CLinux
import LabModel

/// Packets that the queueing disciplines of each interface dropped, as of the last look.
struct QueueDrops {
  /// One queueing discipline (RTM_NEWQDISC).
  private struct Queue {
    var interface: Int32
    var handle: UInt32
    var parent: UInt32
    var kind: String
    var drops: UInt32
  }

  /// What was counted, and of which root: another root begins at 0.
  private struct Count {
    var root: UInt32
    var drops: UInt64
  }

  private var counts: [Int32: Count] = [:]
  /// Whether some interface has one that can drop, a classifier at its entry included.
  private(set) var canDrop = false

  /// Takes a dump of RTM_GETQDISC, and adds what changed to `changes`.
  mutating func note(_ dump: NetlinkMessages, host: Int, _ changes: inout [CounterChange]) {
    let queues = dump.compactMap(Self.decode)
    canDrop = queues.contains { $0.kind != "noqueue" && $0.kind != "noop" }
    var next: [Int32: Count] = [:]
    for interface in Set(queues.lazy.map(\.interface)).sorted() {
      let count = Self.count(queues.filter { $0.interface == interface })
      next[interface] = count
      let known = counts[interface]
      let old = known?.root == count.root && (known?.drops ?? 0) <= count.drops ? known?.drops : 0
      guard count.drops != old ?? 0 else { continue }
      changes.append(
        CounterChange(
          host: host, interface: interface, name: "qdisc dropped", old: old ?? 0,
          new: count.drops))
    }
    counts = next
  }

  /// What the queues of one interface dropped.
  ///
  /// A root with children counts most of what they drop, but not what netem loses, so the larger of
  /// the root's and the leaves' counts; what is dropped at the entry is apart.
  private static func count(_ queues: [Queue]) -> Count {
    let parents = Set(queues.lazy.map { $0.parent >> 16 })
    var count = Count(root: 0, drops: 0)
    var root: UInt64 = 0
    var leaves: UInt64 = 0
    var entry: UInt64 = 0
    for queue in queues {
      switch queue.parent {
      case TC_H_ROOT:
        root = UInt64(queue.drops)
        count.root = queue.handle
      case TC_H_INGRESS: entry += UInt64(queue.drops)
      default: if !parents.contains(queue.handle >> 16) { leaves += UInt64(queue.drops) }
      }
    }
    count.drops = max(root, leaves) + entry
    return count
  }

  private static func decode(_ message: NetlinkMessage) -> Queue? {
    guard message.type == RTM_NEWQDISC, let header = message.payload.value(as: tcmsg.self) else {
      return nil
    }
    var queue = Queue(
      interface: header.tcm_ifindex, handle: header.tcm_handle, parent: header.tcm_parent,
      kind: "", drops: 0)
    for attribute in message.attributes(after: MemoryLayout<tcmsg>.size) {
      if attribute.type == TCA_KIND { queue.kind = attribute.value.text }
      guard attribute.type == TCA_STATS2 else { continue }
      for statistics in attribute.nested where statistics.type == TCA_STATS_QUEUE {
        queue.drops = statistics.value.value(as: gnet_stats_queue.self)?.drops ?? 0
      }
    }
    return queue
  }
}
