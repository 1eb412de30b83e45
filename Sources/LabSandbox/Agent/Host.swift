import Glibc
import LabModel

/// One network namespace of the sandbox with what records it.
final class Host {
  let record: HostRecord
  /// Holds the namespace, until `close`.
  private(set) var namespace: Descriptor?
  /// Inode of the namespace's file: its identity while anything holds it.
  let inode: UInt64
  let recorder: NetworkRecorder
  let capture: Capture
  var shell: Shell?
  /// How many packets the capture had taken at the last fence.
  var packetsAtFence = 0
  /// True once a step took its name away: no step runs on it any more.
  private(set) var isClosed = false

  init(
    record: HostRecord, namespace: Descriptor, recorder: NetworkRecorder, capture: Capture
  ) {
    self.record = record
    self.namespace = namespace
    inode = Self.inode(of: namespace)
    self.recorder = recorder
    self.capture = capture
  }

  /// Lets go of everything that would keep the namespace alive.
  func close() {
    isClosed = true
    recorder.close()
    capture.close()
    namespace = nil
  }

  /// The inode behind a descriptor.
  static func inode(of descriptor: Descriptor) -> UInt64 {
    var status = stat()
    return fstat(descriptor.number, &status) == 0 ? UInt64(status.st_ino) : 0
  }
}
