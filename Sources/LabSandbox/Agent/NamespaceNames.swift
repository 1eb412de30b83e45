import CLinux
import Glibc
import LabModel

/// The names of network namespaces in /run/netns: which appeared, and which went.
///
/// `ip netns add` makes a file and mounts the namespace on it: inotify(7) tells of the file, and
/// mountinfo of proc(5), polled, of the mount.
final class NamespaceNames {
  static let folder = "/run/netns"

  /// A change of the names.
  enum Change {
    case added(name: String, namespace: Descriptor)
    case removed(name: String)
  }

  let notifications: Descriptor
  let mounts: Descriptor
  /// Names whose file is there, but no namespace on it yet.
  private var pending: Set<String> = []
  /// Until when the mount on a new name is looked for often, CLOCK_MONOTONIC in ns: a plain file in
  /// the folder never becomes a namespace.
  private var patience: Int64 = 0
  private var buffer = [UInt8](repeating: 0, count: 8192)

  init() throws(SandboxFailure) {
    let number = inotify_init1(Int32(IN_CLOEXEC | IN_NONBLOCK))
    guard number >= 0 else {
      throw SandboxFailure(stage: "start", subject: "inotify", errno: errno)
    }
    notifications = Descriptor(number)
    guard inotify_add_watch(number, Self.folder, UInt32(IN_CREATE | IN_DELETE)) >= 0 else {
      throw SandboxFailure(stage: "watch", subject: Self.folder, errno: errno)
    }
    mounts = try Descriptor.open("/proc/self/mountinfo", O_RDONLY)
  }

  /// What has changed since the last call.
  func changes() -> [Change] {
    var changes: [Change] = []
    while true {
      let count = read(notifications.number, &buffer, buffer.count)
      guard count > 0 else { break }
      for (mask, name) in names(count) {
        if mask & UInt32(IN_DELETE) != 0 {
          if pending.remove(name) == nil { changes.append(.removed(name: name)) }
        } else {
          pending.insert(name)
          patience = Clock.monotonic + 1_000_000_000
        }
      }
    }
    for name in pending.sorted() {
      guard let namespace = Self.open(name) else { continue }
      pending.remove(name)
      changes.append(.added(name: name, namespace: namespace))
    }
    return changes
  }

  /// True while a name is there without its namespace: the mount is about to come.
  var isWaiting: Bool { !pending.isEmpty && Clock.monotonic < patience }

  private func names(_ count: Int) -> [(mask: UInt32, name: String)] {
    buffer.withUnsafeBytes { bytes in
      var found: [(UInt32, String)] = []
      var offset = 0
      let size = MemoryLayout<inotify_event>.size
      while offset + size <= count {
        let event = bytes.loadUnaligned(fromByteOffset: offset, as: inotify_event.self)
        let length = Int(event.len)
        let text = bytes[(offset + size)..<min(count, offset + size + length)].prefix { $0 != 0 }
        found.append((event.mask, String(decoding: text, as: UTF8.self)))
        offset += size + length
      }
      return found
    }
  }

  /// The namespace on a name, or nil where its file is only a file yet.
  private static func open(_ name: String) -> Descriptor? {
    guard let descriptor = try? Descriptor.open("\(folder)/\(name)", O_RDONLY),
      lb_is_namespace(descriptor.number) != 0
    else { return nil }
    return descriptor
  }
}
