/// What became of checking a checksum.
package enum ChecksumCheck: Sendable, Hashable {
  case correct
  /// What would be right.
  case wrong(UInt16)
  /// It holds the sum of the pseudo header only: the kernel leaves the rest to the network card, and
  /// between virtual interfaces nobody computes it (CHECKSUM_PARTIAL of linux/skbuff.h).
  case leftToHardware
  /// The sender computed none (RFC 768).
  case absent
  /// It cannot be checked; the reason is a clause.
  case unknown(String)

  /// What it says for a person: `wrong: 0x1c46 would be right`.
  package var words: String {
    switch self {
    case .correct: "correct"
    case .wrong(let right):
      "wrong: \(PacketSummary.hexadecimal(right, digits: 4)) would be right"
    case .leftToHardware: "left to hardware: the sender had not finished it when it was captured"
    case .absent: "none: the sender computed none"
    case .unknown(let reason): "not checked: \(reason)"
    }
  }

  /// One word or two for programs.
  package var code: String {
    switch self {
    case .correct: "correct"
    case .wrong: "wrong"
    case .leftToHardware: "left to hardware"
    case .absent: "absent"
    case .unknown: "unknown"
    }
  }
}
