import CLinux
import Foundation
import Glibc
import LabModel
import Testing

@testable import LabMachine
@testable import LabSandbox

@Suite struct GreetingTests {
  private static let hello = Greeting.hello(
    Hello(nonce: 0x1122_3344_5566_7788, wall: 1_795_525_893_179_942_586, seed: [1, 2, 3]))
  private static let answer = Greeting.answer(
    HelloAnswer(
      nonce: 7, release: "6.1.176", version: "#1", machine: "x86_64", taint: 512,
      time: EventTime(monotonic: 5, wall: 6)))

  private func read(_ bytes: [UInt8], by size: Int) -> [Greeting] {
    var reader = GreetingReader()
    var found: [Greeting] = []
    for start in stride(from: 0, to: bytes.count, by: size) {
      bytes[start..<min(start + size, bytes.count)].withUnsafeBytes { reader.append($0) }
      while let greeting = reader.next() { found.append(greeting) }
    }
    return found
  }

  @Test(arguments: [1, 3, 7, 4096])
  func greetingsAreFoundAmongAnything(size: Int) {
    let all = [Self.hello, .booted, Self.answer, .begin(nonce: 9), .begun(nonce: 9)]
    var bytes: [UInt8] = [0, 0x16, 0x16, 0x6c, 255]
    for greeting in all {
      bytes += greeting.frame
      // Half a mark, and a mark whose rest is none.
      bytes += GreetingReader.mark.prefix(4) + GreetingReader.mark + [3, 0, 9]
    }
    // What the last false mark waits for.
    bytes += [UInt8](repeating: 0, count: 8)
    #expect(read(bytes, by: size) == all)
  }

  @Test func aDamagedGreetingIsSkipped() {
    for index in Self.hello.frame.indices {
      var damaged = Self.hello.frame
      damaged[index] ^= 0x41
      // A length that is too long now may swallow what follows it, until the next is said.
      let found = read(damaged + Array(repeating: Self.answer.frame, count: 40).joined(), by: 64)
      #expect(!found.contains(Self.hello))
      #expect(found.last == Self.answer)
    }
  }

  @Test func whatFollowsTheLastGreetingIsKept() {
    var reader = GreetingReader()
    (Greeting.begin(nonce: 1).frame + [1, 2, 3]).withUnsafeBytes { reader.append($0) }
    #expect(reader.next() == .begin(nonce: 1))
    #expect(reader.bytes == [1, 2, 3])
  }

  /// A guest at a real terminal line, as one is that was resumed: the line brings garbage before it
  /// brings anything, and the host's first bytes are lost.
  @Test func aResumedGuestIsGreetedOverALineWithGarbage() throws {
    let master = try Descriptor.open("/dev/ptmx", O_RDWR | O_NOCTTY)
    let slave = Descriptor(lb_open_terminal_peer(master.number))
    try #require(slave.number >= 0)
    GuestLine.makeRaw(slave.number)
    // What another host left behind: for the guest half a hello, for the host half an answer.
    let left = Array(Self.hello.frame.prefix(20))
    #expect(left.withUnsafeBytes { write(master.number, $0.baseAddress, $0.count) } == 20)
    let said = Array(Self.answer.frame.dropFirst(3)) + Self.answer.frame
    #expect(said.withUnsafeBytes { write(slave.number, $0.baseAddress, $0.count) } == said.count)

    let guest = Thread {
      let line = GuestLine(slave)
      let (nonce, rest) = GuestReception(line, prepare: { _ in }).awaitHost()
      #expect(rest.isEmpty || rest.count < 64)
      line.send(Greeting.begun(nonce: nonce).frame)
      line.send(FrameReader.frame(GuestMessage.pong(nonce)))
    }
    guest.start()

    let machine = LineMachine(channel: master)
    let connection = MachineConnection(
      machine, try machine.start(), try MachineControl(), begin: Clock.monotonic)
    defer { connection.end() }
    let answer = try #require(try connection.greet())
    #expect(!answer.release.isEmpty)
    var reader = FrameReader()
    connection.rest.withUnsafeBytes { reader.append($0) }
    var message = try reader.next(GuestMessage.self)
    while message == nil {
      connection.channel.receive { reader.append($0) }
      message = try reader.next(GuestMessage.self)
    }
    #expect(message == .pong(answer.nonce))
  }

  @Test func noMoreIsSentThanTheGuestHasRoomFor() throws {
    let (host, guest) = try Descriptor.socketPair(Int32(SOCK_STREAM.rawValue))
    guest.setNonBlocking()
    var channel = MachineChannel(host)
    let content = (0..<50_000).map { UInt8(truncatingIfNeeded: $0 / 7) }
    channel.send(.data(content))
    var reader = FrameReader()
    var received = 0
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(guest.number, &buffer, buffer.count)
      guard count > 0 else { break }
      // Nothing was acknowledged since the last look, so one window at most has come.
      #expect(count <= HostMessage.window)
      buffer[..<count].withUnsafeBytes { reader.append($0) }
      received += count
      #expect(!channel.wantsToSend)
      channel.acknowledge(UInt64(received))
    }
    #expect(try reader.next(HostMessage.self) == .data(content))
    // A guest that claims to have read more than was sent gains nothing.
    channel.acknowledge(.max)
    channel.send(.data(content))
    #expect(Glibc.read(guest.number, &buffer, buffer.count) == HostMessage.window)
  }
}

/// A process behind a line that is not its own: what a connection needs beside the channel.
private struct LineMachine: Machine {
  let startLimit: Int64 = 20_000_000_000
  let channel: Descriptor

  func start() throws(MachineFailure) -> MachineProcess {
    do {
      let console = try Descriptor.pipe()
      return try MachineProcess.start(
        MachineProcess.Request(
          path: "/bin/sleep", arguments: ["60"], environment: [], descriptors: [],
          output: console.write),
        isolated: false, channel: channel, console: console.read,
        record: MachineRecord(
          accelerator: .tcg, emulator: "none", memory: 0, processors: 1, isResumed: true,
          startDuration: 0))
    } catch let error as MachineFailure {
      throw error
    } catch {
      throw MachineFailure("\(error)")
    }
  }
}
