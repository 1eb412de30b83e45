import CLinux
import LabModel

/// The classic BPF program of a capture socket (linux/filter.h, bpf(4)'s instruction set).
struct CaptureFilter {
  private(set) var instructions: [sock_filter] = []

  /// On `lo` every packet passes the tap twice, going out and coming in: the outgoing copy is
  /// dropped (interface index 1 is `lo` in every network namespace).
  ///
  /// Then `filters`, by hardware type; all packets of a type without a filter are taken.
  init(_ filters: [CompiledFilter]) {
    let take = Self.statement(BPF_RET | BPF_K, 0x40000)
    instructions = [
      Self.loadAncillary(SKF_AD_IFINDEX),
      Self.jump(BPF_JEQ, 1, yes: 0, no: 3),
      Self.loadAncillary(SKF_AD_PKTTYPE),
      Self.jump(BPF_JEQ, UInt32(PACKET_OUTGOING), yes: 0, no: 1),
      Self.statement(BPF_RET | BPF_K, 0),
    ]
    for filter in filters {
      // A jump-always has room for long programs; the jump of a comparison has eight bits.
      instructions += [
        Self.loadAncillary(SKF_AD_HATYPE),
        Self.jump(BPF_JEQ, UInt32(filter.hardwareType), yes: 1, no: 0),
        Self.statement(BPF_JMP | BPF_JA, UInt32(filter.instructions.count)),
      ]
      instructions += filter.instructions.map {
        sock_filter(
          code: UInt16(truncatingIfNeeded: $0 >> 48), jt: UInt8(truncatingIfNeeded: $0 >> 40),
          jf: UInt8(truncatingIfNeeded: $0 >> 32), k: UInt32(truncatingIfNeeded: $0))
      }
    }
    instructions.append(take)
  }

  private static func statement(_ code: Int32, _ value: UInt32) -> sock_filter {
    sock_filter(code: UInt16(code), jt: 0, jf: 0, k: value)
  }

  private static func loadAncillary(_ offset: Int32) -> sock_filter {
    statement(BPF_LD | BPF_W | BPF_ABS, UInt32(bitPattern: SKF_AD_OFF + offset))
  }

  private static func jump(_ comparison: Int32, _ value: UInt32, yes: UInt8, no: UInt8)
    -> sock_filter
  {
    sock_filter(code: UInt16(BPF_JMP | comparison | BPF_K), jt: yes, jf: no, k: value)
  }
}
