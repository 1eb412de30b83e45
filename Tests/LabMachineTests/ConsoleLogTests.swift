import LabModel
import LabSandbox
import Testing

@testable import LabMachine

@Suite struct ConsoleLogTests {
  private func log(_ text: String) throws -> ConsoleLog {
    let (read, write) = try Descriptor.pipe()
    var log = ConsoleLog(read)
    withExtendedLifetime(write) { log.append(Array(text.utf8)) }
    return log
  }

  @Test func linesHaveTheKernelsStamp() {
    let plain = ConsoleLog.parse("[    1.000250] br0: port 1(d0) entered blocking state")
    #expect(plain.stamp == 1_000_250_000)
    #expect(plain.text == "br0: port 1(d0) entered blocking state")
    let called = ConsoleLog.parse("[12345.678901][    T1] BUG: here")
    #expect(called.stamp == 12_345_678_901_000)
    #expect(called.text == "BUG: here")
    for text in ["", "[", "[1.2] a", "[x.123456] a", "no stamp [ 1.000000]"] {
      #expect(ConsoleLog.parse(text).stamp == nil)
      #expect(ConsoleLog.parse(text).text == text)
    }
  }

  @Test func aPanicIsSeenFromItsFirstWordsToItsLast() throws {
    let words = "Kernel panic - not syncing: sysrq triggered crash"
    var log = try log("[    1.000000] \(words)\r\nCPU: 0\n")
    #expect(log.panic == words)
    #expect(!log.isPanicOver)
    log.append(Array("---[ end Kernel panic - not syncing: sysrq".utf8))
    #expect(!log.isPanicOver)
    log.append(Array(" triggered crash ]---\n".utf8))
    #expect(log.isPanicOver)
    #expect(log.count == 3)
  }

  @Test func aFloodKeepsItsLastLinesOnly() throws {
    var log = try log("")
    for number in 0..<10_000 { log.append(Array("line \(number)\n".utf8)) }
    log.append([UInt8](repeating: 65, count: 1 << 20))
    log.append([10])
    #expect(log.count == 10_001)
    #expect(log.tail.count == ConsoleLog.limit)
    #expect(log.tail.dropLast().last?.text == "line 9999")
    #expect(log.tail.last?.text.utf8.count == 4096)
  }
}
