import CLinux
import Glibc
import LabModel

/// A guest that nobody uses yet: answers every hello until its host begins.
struct GuestReception {
  private let line: GuestLine

  init(_ line: GuestLine) {
    self.line = line
  }

  /// Waits for a host.
  ///
  /// - Returns: The nonce with which it begins, and what came behind that.
  func awaitHost() -> (nonce: UInt64, rest: [UInt8]) {
    var reader = GreetingReader()
    var nonce: UInt64?
    while true {
      while let greeting = reader.next() {
        switch greeting {
        case .hello(let hello):
          nonce = hello.nonce
          setClock(hello.wall)
          reseed(hello)
          line.send(Greeting.answer(answer(hello.nonce)).frame)
        case .begin(let begun):
          // Another's, from before this machine was saved.
          if begun == nonce { return (begun, reader.bytes) }
        case .booted, .answer, .begun:
          break
        }
      }
      if !line.receive({ reader.append($0) }) { line.wait() }
    }
  }

  /// clock_settime(2): a resumed guest's clock is that of its snapshot.
  private func setClock(_ wall: Int64) {
    var time = timespec(
      tv_sec: Int(wall / 1_000_000_000), tv_nsec: Int(wall % 1_000_000_000))
    clock_settime(CLOCK_REALTIME, &time)
  }

  private func reseed(_ hello: Hello) {
    _ = lb_add_entropy(hello.seed, hello.seed.count)
  }

  private func answer(_ nonce: UInt64) -> HelloAnswer {
    func text(_ name: String) -> String {
      let line = (SystemFile.text("/proc/sys/kernel/" + name) ?? "").split(separator: "\n").first
      return line.map(String.init) ?? ""
    }
    var names = utsname()
    uname(&names)
    let machine = withUnsafeBytes(of: &names.machine) {
      String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
    return HelloAnswer(
      nonce: nonce, release: text("osrelease"), version: text("version"), machine: machine,
      taint: KernelTaint.current, time: Clock.now)
  }
}
