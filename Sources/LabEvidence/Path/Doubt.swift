/// Why the path of a packet is not known for certain.
enum Doubt: Sendable, Hashable {
  /// It came in where only what was sent elsewhere can come in, and nothing was seen there.
  case comesFromNowhere
  /// It was sent with an address that is not its host's, and is not known to have come in.
  case foreignSource
  /// It was sent with a translated address, and what was translated is not known.
  case translatedFromNowhere
  /// Several equal packets were under way at once, of which some were dropped.
  case equalCopies
  /// Several equal packets of different flows could have been translated to it.
  case severalFlows
  /// Bytes of it are those of a packet of which others are missing.
  case missingBytes
  /// It came in for another host; what left could be it, changed.
  case changedBeyondRecognition
  /// The captures lost packets, maybe a copy of this one, or of one that is equal to it.
  case lost

  /// The reason as a clause about `packet 12 at ctr:eth0`.
  func words(packet: Int, at place: String) -> String {
    let packet = "packet \(packet)"
    switch self {
    case .comesFromNowhere:
      return "\(packet) came in at \(place), and no copy of it was seen on the other side"
    case .foreignSource:
      return "\(packet) left at \(place) with a source address of another host,"
        + " and no copy of it that came in was seen"
    case .translatedFromNowhere:
      return "\(packet) left at \(place) with a translated address,"
        + " and which packet came in for it cannot be told"
    case .equalCopies:
      return "equal packets were under way together with \(packet) at \(place),"
        + " and which of them went on cannot be told"
    case .severalFlows:
      return "equal packets of several flows were under way together with \(packet) at \(place),"
        + " and which of them was translated cannot be told"
    case .missingBytes:
      return "\(packet) at \(place) was cut up or put together,"
        + " and not all of its bytes were seen on both sides"
    case .changedBeyondRecognition:
      return "\(packet) at \(place) may have been changed on its way beyond recognition"
    case .lost:
      return "the captures lost packets when \(packet) was at \(place), maybe a copy of it"
    }
  }
}
