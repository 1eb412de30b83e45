import CLinux
import Glibc
import LabModel
import LabSandbox

/// A guest's memory as a file: in memory while it boots, on disk once it is saved.
enum GuestMemory {
  /// A new one of `size` bytes, all zero, that nobody can find and that goes with its last user
  /// (memfd_create(2)).
  ///
  /// - Throws: `MachineFailure` where the process has no descriptors left.
  static func make(size: Int) throws(MachineFailure) -> Descriptor {
    let number = lb_memory_file("labbook-guest")
    guard number >= 0 else { throw MachineFailure("make", "a file in memory", errno: errno) }
    let memory = Descriptor(number)
    guard ftruncate(number, off_t(size)) == 0 else {
      throw MachineFailure("make", "a file in memory", errno: errno)
    }
    return memory
  }

  /// Copies memory into a new file at `path`, which has holes where there are zeros.
  ///
  /// - Parameters:
  ///   - memory: What `make` made; its guest stands still.
  ///   - path: Where nothing is.
  ///   - isStopped: Ends the copying early.
  /// - Throws: `MachineFailure` where the file cannot be written, or the copying was stopped.
  static func save(_ memory: Descriptor, to path: String, isStopped: () -> Bool)
    throws(MachineFailure)
  {
    let file: Descriptor
    do {
      file = try Descriptor.open(path, O_RDWR | O_CREAT | O_EXCL)
    } catch {
      throw MachineFailure(error.stage, error.subject, errno: error.errno)
    }
    var status = stat()
    guard fstat(memory.number, &status) == 0 else {
      throw MachineFailure("look at", "a guest's memory", errno: errno)
    }
    let size = Int(status.st_size)
    guard ftruncate(file.number, off_t(size)) == 0 else {
      throw MachineFailure("write", path, errno: errno)
    }
    guard let view = mmap(nil, size, PROT_READ, MAP_SHARED, memory.number, 0), view != MAP_FAILED
    else { throw MachineFailure("map", "a guest's memory", errno: errno) }
    defer { munmap(view, size) }
    var position = lseek(memory.number, 0, LB_SEEK_DATA)
    while position >= 0, position < size {
      let end = min(Int(lseek(memory.number, position, LB_SEEK_HOLE)), size)
      try copy(view, Int(position)..<end, to: file, path, isStopped)
      position = lseek(memory.number, off_t(end), LB_SEEK_DATA)
    }
  }

  /// Writes the pages of `range` that are not all zero, neighbours together.
  private static func copy(
    _ view: UnsafeMutableRawPointer, _ range: Range<Int>, to file: Descriptor, _ path: String,
    _ isStopped: () -> Bool
  ) throws(MachineFailure) {
    let page = 4096
    let longest = 1 << 20
    var start = range.lowerBound
    while start < range.upperBound {
      if isZero(view + start, min(page, range.upperBound - start)) {
        start += page
        continue
      }
      var end = start + page
      while end < range.upperBound, end - start < longest, !isZero(view + end, page) { end += page }
      end = min(end, range.upperBound)
      if isStopped() { throw MachineFailure("save a machine: the run was stopped") }
      while start < end {
        let count = pwrite(file.number, view + start, end - start, off_t(start))
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { throw MachineFailure("write", path, errno: errno) }
        start += count
      }
    }
  }

  private static func isZero(_ bytes: UnsafeMutableRawPointer, _ count: Int) -> Bool {
    // Each byte is as the one before, and the first is zero.
    bytes.load(as: UInt8.self) == 0 && memcmp(bytes, bytes + 1, count - 1) == 0
  }
}
