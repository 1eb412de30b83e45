import LabModel

/// One of the files of a host's counters, as of the last look, under nstat(8)'s names.
final class CounterFile {
  /// How a file is laid out.
  enum Layout {
    /// `snmp`, `netstat`: a line of names, then a line of values, both after `Group:`.
    case lines
    /// `snmp6`: a name and a value on each line.
    case pairs
  }

  /// What nstat passes over too: settings and levels, which do not count anything.
  private static let passedOver: Set<String> = [
    "IpForwarding", "IpDefaultTTL", "TcpRtoAlgorithm", "TcpRtoMin", "TcpRtoMax", "TcpMaxConn",
    "TcpCurrEstab",
  ]

  private let file: ProcFile
  private let layout: Layout
  /// The file as it was, to see at a glance that nothing changed.
  private var bytes: [UInt8] = []
  private var namesDigest = TableDigest()
  private var values: [UInt64] = []
  /// The names in the order of `values`; made of `bytes` when they are asked for first.
  private var names: [String]?

  init(_ name: String, _ layout: Layout) throws(NetlinkError) {
    file = try ProcFile(name)
    self.layout = layout
  }

  func close() { file.close() }

  /// Takes the file as it is for what is known.
  func begin(into buffer: ReceiveBuffer) throws(NetlinkError) {
    bytes = Array(try file.read(into: buffer))
    namesDigest = bytes.withUnsafeBytes { readValues($0) }
    names = nil
  }

  /// Reads the file, and adds what changed to `changes`.
  func refresh(
    host: Int, into buffer: ReceiveBuffer, _ changes: inout [CounterChange]
  ) throws(NetlinkError) {
    let text = try file.read(into: buffer)
    guard !(bytes.withUnsafeBytes { $0.isEqual(to: text) }) else { return }
    let before = values
    let digest = readValues(text)
    if digest == namesDigest, before.count == values.count {
      let names = currentNames()
      for index in values.indices where values[index] != before[index] {
        Self.note(names[index], before[index], values[index], host, &changes)
      }
    } else {
      // Some names come only when they have counted something (`IcmpMsgInType3`).
      let old = Dictionary(zip(currentNames(), before), uniquingKeysWith: { first, _ in first })
      names = readNames(text)
      namesDigest = digest
      for (name, value) in zip(currentNames(), values) where value != old[name] ?? 0 {
        Self.note(name, old[name] ?? 0, value, host, &changes)
      }
    }
    bytes.removeAll(keepingCapacity: true)
    bytes.append(contentsOf: text)
  }

  private static func note(
    _ name: String, _ old: UInt64, _ new: UInt64, _ host: Int, _ changes: inout [CounterChange]
  ) {
    guard !passedOver.contains(name) else { return }
    changes.append(CounterChange(host: host, name: name, old: old, new: new))
  }

  private func currentNames() -> [String] {
    if let names { return names }
    let made = bytes.withUnsafeBytes { readNames($0) }
    names = made
    return made
  }

  /// Fills `values`; returns a digest of the names.
  private func readValues(_ text: UnsafeRawBufferPointer) -> TableDigest {
    var digest = TableDigest()
    values.removeAll(keepingCapacity: true)
    var lines = TextLines(text)
    while let line = lines.next() {
      switch layout {
      case .lines:
        digest.add(line)
        guard let valueLine = lines.next() else { break }
        for field in TextFields(valueLine).dropFirst() { values.append(field.decimal) }
      case .pairs:
        var fields = TextFields(line)
        guard let name = fields.next(), let value = fields.next() else { continue }
        digest.add(name)
        values.append(value.decimal)
      }
    }
    return digest
  }

  /// The names in the order of the values, which may be fewer in a file that is cut.
  private func readNames(_ text: UnsafeRawBufferPointer) -> [String] {
    var names: [String] = []
    var lines = TextLines(text)
    while let line = lines.next() {
      var fields = TextFields(line)
      guard let first = fields.next() else { continue }
      switch layout {
      case .lines:
        _ = lines.next()
        let group = first.text.prefix { $0 != ":" }
        for field in fields { names.append(group + field.text) }
      case .pairs: names.append(first.text)
      }
    }
    // A file of the kernel's has a name for each value; make sure.
    while names.count < values.count { names.append("") }
    return names
  }

  /// The fields of the values' line that begins with `group`, by their names, as of the last look.
  ///
  /// For a file of lines; 0 for what the kernel does not have.
  func sum(_ fields: [StaticString], of group: StaticString) -> UInt64 {
    bytes.withUnsafeBytes { text in
      var lines = TextLines(text)
      var sum: UInt64 = 0
      while let line = lines.next(), let valueLine = lines.next() {
        var names = TextFields(line)
        guard names.next()?.isEqual(to: group) ?? false else { continue }
        for (name, value) in zip(names, TextFields(valueLine).dropFirst())
        where fields.contains(where: { name.isEqual(to: $0) }) {
          sum &+= value.decimal
        }
      }
      return sum
    }
  }
}
