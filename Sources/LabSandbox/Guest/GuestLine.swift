import CLinux
import Glibc
import LabModel

/// The guest's end of the channel: a serial line or a virtio port.
final class GuestLine {
  private let descriptor: Descriptor
  /// Bytes that wait for the line to take them.
  private var outgoing: [UInt8] = []
  private var sent = 0

  var number: Int32 { descriptor.number }
  /// How many bytes wait.
  var waiting: Int { outgoing.count - sent }

  init(_ descriptor: Descriptor) {
    self.descriptor = descriptor
    descriptor.setNonBlocking()
  }

  /// Opens the device that the kernel's command line names (`labbook.channel=`), else `/dev/ttyS1`.
  /// - Throws: `SandboxFailure` where it does not appear within two seconds.
  static func open() throws(SandboxFailure) -> GuestLine {
    let path = "/dev/" + (GuestArguments.value("labbook.channel") ?? "ttyS1")
    var tries = 0
    while true {
      do throws(SandboxFailure) {
        let descriptor = try Descriptor.open(path, O_RDWR | O_NOCTTY | O_NONBLOCK)
        makeRaw(descriptor.number)
        return GuestLine(descriptor)
      } catch {
        tries += 1
        if tries > 200 { throw error }
        usleep(10_000)
      }
    }
  }

  /// termios(3): bytes as they are, no echo, no signals, no carrier needed.
  static func makeRaw(_ number: Int32) {
    var settings = termios()
    guard tcgetattr(number, &settings) == 0 else { return }
    cfmakeraw(&settings)
    settings.c_cflag |= tcflag_t(CLOCAL | CREAD)
    settings.c_cflag &= ~(tcflag_t(CRTSCTS) | tcflag_t(HUPCL))
    cfsetspeed(&settings, speed_t(B115200))
    tcsetattr(number, TCSANOW, &settings)
  }

  /// Puts bytes in line and sends what the line takes at once.
  func send(_ bytes: [UInt8]) {
    outgoing.append(contentsOf: bytes)
    flush()
  }

  /// Sends what the line takes without waiting.
  func flush() {
    while sent < outgoing.count {
      let count = outgoing.withUnsafeBytes {
        write(number, $0.baseAddress?.advanced(by: sent), min($0.count - sent, 1 << 16))
      }
      if count > 0 {
        sent += count
      } else if count == 0 || errno != EINTR {
        break
      }
    }
    if sent == outgoing.count {
      outgoing.removeAll(keepingCapacity: true)
      sent = 0
    } else if sent > 1 << 16 {
      outgoing.removeFirst(sent)
      sent = 0
    }
  }

  /// Reads what has come and passes it to `take`; whether there was anything.
  func receive(_ take: (UnsafeRawBufferPointer) -> Void) -> Bool {
    withUnsafeTemporaryAllocation(byteCount: 1 << 14, alignment: 1) { buffer in
      let count = read(number, buffer.baseAddress, buffer.count)
      guard count > 0 else { return false }
      take(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      return true
    }
  }

  /// Waits until something comes, sending meanwhile what waits.
  func wait() {
    var entry = pollfd(
      fd: number, events: Int16(POLLIN) | (waiting > 0 ? Int16(POLLOUT) : 0), revents: 0)
    guard poll(&entry, 1, -1) > 0 else { return }
    if entry.revents & Int16(POLLOUT) != 0 { flush() }
    // A virtio port whose host has closed it, or a line without carrier, is ready all the time.
    if entry.revents & Int16(POLLHUP | POLLERR) != 0 { usleep(20_000) }
  }
}
