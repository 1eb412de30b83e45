extension Link: WireValue {
  package func write(to writer: inout WireWriter) {
    writer.write(index)
    writer.write(name)
    writer.write(kind)
    writer.write(hardwareType)
    writer.write(flags)
    writer.write(operationalState)
    writer.write(hasCarrier)
    writer.write(mtu)
    writer.write(bytes: address)
    writer.write(master)
    writer.write(link)
    writer.write(linkNamespace)
    writer.write(linkHost)
    writer.write(qdisc)
  }

  package init(from reader: inout WireReader) throws(WireError) {
    self.init(
      index: try reader.value(),
      name: try reader.value(),
      kind: try reader.value(),
      hardwareType: try reader.value(),
      flags: try reader.value(),
      operationalState: try reader.value(),
      hasCarrier: try reader.value(),
      mtu: try reader.value(),
      address: try reader.byteArray(),
      master: try reader.value(),
      link: try reader.value(),
      linkNamespace: try reader.value(),
      linkHost: try reader.value(),
      qdisc: try reader.value())
  }
}

extension Address: WireValue {
  package func write(to writer: inout WireWriter) {
    writer.write(interface)
    writer.write(address)
    writer.write(prefixLength)
    writer.write(scope)
    writer.write(flags)
    writer.write(label)
  }

  package init(from reader: inout WireReader) throws(WireError) {
    self.init(
      interface: try reader.value(),
      address: try reader.value(),
      prefixLength: try reader.value(),
      scope: try reader.value(),
      flags: try reader.value(),
      label: try reader.value())
  }
}

extension Route: WireValue {
  package func write(to writer: inout WireWriter) {
    writer.write(family)
    writer.write(table)
    writer.write(destination)
    writer.write(type)
    writer.write(scope)
    writer.write(protocolNumber)
    writer.write(metric)
    writer.write(preferredSource)
    writer.write(mtu)
    writer.write(nexthops)
  }

  package init(from reader: inout WireReader) throws(WireError) {
    self.init(
      family: try reader.value(),
      table: try reader.value(),
      destination: try reader.value(),
      type: try reader.value(),
      scope: try reader.value(),
      protocolNumber: try reader.value(),
      metric: try reader.value(),
      preferredSource: try reader.value(),
      mtu: try reader.value(),
      nexthops: try reader.value())
  }
}

extension Nexthop: WireValue {
  package func write(to writer: inout WireWriter) {
    writer.write(interface)
    writer.write(gateway)
    writer.write(flags)
    writer.write(weight)
  }

  package init(from reader: inout WireReader) throws(WireError) {
    self.init(
      interface: try reader.value(),
      gateway: try reader.value(),
      flags: try reader.value(),
      weight: try reader.value())
  }
}

extension Neighbour: WireValue {
  package func write(to writer: inout WireWriter) {
    writer.write(interface)
    writer.write(address)
    writer.write(bytes: linkAddress)
    writer.write(state)
    writer.write(flags)
  }

  package init(from reader: inout WireReader) throws(WireError) {
    self.init(
      interface: try reader.value(),
      address: try reader.value(),
      linkAddress: try reader.byteArray(),
      state: try reader.value(),
      flags: try reader.value())
  }
}

extension Rule: WireValue {
  package func write(to writer: inout WireWriter) {
    writer.write(family)
    writer.write(priority)
    writer.write(source)
    writer.write(destination)
    writer.write(inputInterface)
    writer.write(outputInterface)
    writer.write(mark)
    writer.write(table)
    writer.write(action)
  }

  package init(from reader: inout WireReader) throws(WireError) {
    self.init(
      family: try reader.value(),
      priority: try reader.value(),
      source: try reader.value(),
      destination: try reader.value(),
      inputInterface: try reader.value(),
      outputInterface: try reader.value(),
      mark: try reader.value(),
      table: try reader.value(),
      action: try reader.value())
  }
}

extension Socket: WireValue {
  package func write(to writer: inout WireWriter) {
    writer.write(family)
    writer.write(protocolNumber)
    writer.write(localAddress)
    writer.write(localPort)
    writer.write(remoteAddress)
    writer.write(remotePort)
    writer.write(state)
    writer.write(inode)
  }

  package init(from reader: inout WireReader) throws(WireError) {
    self.init(
      family: try reader.value(),
      protocolNumber: try reader.value(),
      localAddress: try reader.value(),
      localPort: try reader.value(),
      remoteAddress: try reader.value(),
      remotePort: try reader.value(),
      state: try reader.value(),
      inode: try reader.value())
  }
}

extension SocketChange: WireValue {
  package func write(to writer: inout WireWriter) {
    writer.write(host)
    writer.write(old)
    writer.write(new)
  }

  package init(from reader: inout WireReader) throws(WireError) {
    self.init(
      host: try reader.value(),
      old: try reader.value(),
      new: try reader.value())
  }
}

extension CounterChange: WireValue {
  package func write(to writer: inout WireWriter) {
    writer.write(host)
    writer.write(interface)
    writer.write(name)
    writer.write(old)
    writer.write(new)
  }

  package init(from reader: inout WireReader) throws(WireError) {
    self.init(
      host: try reader.value(),
      interface: try reader.value(),
      name: try reader.value(),
      old: try reader.value(),
      new: try reader.value())
  }
}

extension ObjectChange: WireValue where Object: WireValue {
  package func write(to writer: inout WireWriter) {
    writer.write(host)
    writer.write(earliest)
    writer.write(old)
    writer.write(new)
    writer.write(isInitial)
  }

  package init(from reader: inout WireReader) throws(WireError) {
    self.init(
      host: try reader.value(),
      earliest: try reader.value(),
      old: try reader.value(),
      new: try reader.value(),
      isInitial: try reader.value())
  }
}
