import CLinux
import Glibc
import LabModel

/// A guest that nobody uses yet: answers every hello until its host begins.
struct GuestReception {
  private let line: GuestLine
  private let prepare: (Hello) -> Void

  /// A guest at `line` that does `prepare` before it answers a hello.
  init(_ line: GuestLine, prepare: @escaping (Hello) -> Void = GuestReception.adopt) {
    self.line = line
    self.prepare = prepare
  }

  /// Takes over the host's time and randomness: a resumed guest has those of its snapshot.
  static func adopt(_ hello: Hello) {
    var time = timespec(
      tv_sec: Int(hello.wall / 1_000_000_000), tv_nsec: Int(hello.wall % 1_000_000_000))
    clock_settime(CLOCK_REALTIME, &time)
    _ = lb_add_entropy(hello.seed, hello.seed.count)
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
          prepare(hello)
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
