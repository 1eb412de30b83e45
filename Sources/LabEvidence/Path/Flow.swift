/// Who sends to whom: what NAT may change of a packet.
struct Flow: Sendable, Hashable {
  /// IPPROTO_*; 0 where there is none.
  var ipProtocol: UInt8
  var source: IPAddress?
  var destination: IPAddress?
  /// Of TCP and UDP; for ICMP the identifier on the side of whoever asked, as conntrack counts it.
  var sourcePort: UInt16 = 0
  var destinationPort: UInt16 = 0

  /// The flow of answers.
  var reversed: Flow {
    Flow(
      ipProtocol: ipProtocol, source: destination, destination: source,
      sourcePort: destinationPort, destinationPort: sourcePort)
  }

  var sourceEnd: End { End(address: source, port: sourcePort) }
  var destinationEnd: End { End(address: destination, port: destinationPort) }

  /// An address with a port.
  struct End: Hashable {
    var address: IPAddress?
    var port: UInt16
  }
}

/// All flows of a run, each with a number.
struct FlowTable: Sendable {
  private(set) var flows: [Flow] = []
  private var numbers: [Flow: Int32] = [:]

  subscript(number: Int32) -> Flow { flows[Int(number)] }

  mutating func number(of flow: Flow) -> Int32 {
    if let known = numbers[flow] { return known }
    let number = Int32(flows.count)
    flows.append(flow)
    numbers[flow] = number
    return number
  }

  /// The number of a flow that was seen.
  func known(_ flow: Flow) -> Int32? { numbers[flow] }
}
