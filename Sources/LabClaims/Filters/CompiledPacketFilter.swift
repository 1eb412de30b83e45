import CPcap
package import LabModel

/// A pcap filter, compiled for one link type, that frames are tried against.
///
/// Owns libpcap's program and frees it. Not `Sendable`: make it where it is used. libpcap may look
/// names up (`host example.org`, `port http`) while it compiles.
package final class CompiledPacketFilter {
  /// The filter as written.
  package let text: String
  package let linkType: LinkType
  private var program: bpf_program

  /// Compiles `text` for `linkType`.
  ///
  /// - Throws: `FilterFailure` with libpcap's message.
  package init(_ text: String, linkType: LinkType) throws(FilterFailure) {
    self.text = text
    self.linkType = linkType
    self.program = try Self.compile(text, linkType: linkType)
  }

  deinit { pcap_freecode(&program) }

  /// Whether the filter takes the frame that begins with `bytes`.
  ///
  /// - Parameters:
  ///   - bytes: The captured frame, link-layer header included.
  ///   - length: Its length on the wire, in bytes; more than was captured where it was cut.
  /// - Returns: False also where the filter looks at bytes that were not captured.
  package func matches(_ bytes: UnsafeRawBufferPointer, length: Int) -> Bool {
    var header = pcap_pkthdr()
    header.caplen = bpf_u_int32(clamping: bytes.count)
    header.len = bpf_u_int32(clamping: max(length, bytes.count))
    // A frame of no bytes has no base address; libpcap reads none then, but wants a pointer.
    guard let base = bytes.baseAddress else {
      var nothing: UInt8 = 0
      return pcap_offline_filter(&program, &header, &nothing) != 0
    }
    return pcap_offline_filter(&program, &header, base.assumingMemoryBound(to: UInt8.self)) != 0
  }

  /// Whether the filter takes the frame that begins with `bytes`; see the other `matches`.
  package func matches(_ bytes: [UInt8], length: Int) -> Bool {
    bytes.withUnsafeBytes { matches($0, length: length) }
  }

  /// The program as the kernel takes it with SO_ATTACH_FILTER (socket(7)), packed as
  /// `CompiledFilter.instructions` says.
  package var instructions: [UInt64] {
    UnsafeBufferPointer(start: program.bf_insns, count: Int(program.bf_len)).map { one in
      UInt64(one.code) << 48 | UInt64(one.jt) << 40 | UInt64(one.jf) << 32 | UInt64(one.k)
    }
  }

  /// Compiles a notebook's `capture:` filter for every hardware type that frames may have.
  ///
  /// Where the filter has no meaning for a type (`ether` on a tun device) the program for it
  /// takes nothing.
  /// - Throws: `FilterFailure` where no type can take it; the message is the one for Ethernet.
  package static func captureFilters(_ text: String) throws(FilterFailure) -> [CompiledFilter] {
    var failure: FilterFailure?
    var filters: [CompiledFilter] = []
    var succeeded = false
    for hardwareType in captured {
      guard let linkType = LinkType(hardwareType: hardwareType) else { continue }
      do {
        let filter = try CompiledPacketFilter(text, linkType: linkType)
        succeeded = true
        filters.append(
          CompiledFilter(hardwareType: hardwareType, instructions: filter.instructions))
      } catch {
        failure = failure ?? error
        filters.append(CompiledFilter(hardwareType: hardwareType, instructions: [takesNothing]))
      }
    }
    if !succeeded, let failure { throw failure }
    return filters
  }

  private static let captured = [
    HardwareType.ethernet, HardwareType.loopback, HardwareType.none, HardwareType.rawIP,
    HardwareType.ppp, HardwareType.ipip, HardwareType.ip6ip6, HardwareType.sit, HardwareType.gre,
    HardwareType.ip6gre,
  ]
  /// `ret #0`: BPF_RET | BPF_K with k = 0.
  private static let takesNothing: UInt64 = 0x06 << 48

  /// The longest frame that a filter takes whole, in bytes: MAXIMUM_SNAPLEN of libpcap.
  private static let snapLength: Int32 = 262_144

  private static func compile(
    _ text: String, linkType: LinkType
  ) throws(FilterFailure) -> bpf_program {
    guard !text.utf8.contains(0) else {
      throw FilterFailure(filter: text, linkType: linkType, message: "a filter holds a NUL")
    }
    guard let handle = pcap_open_dead(linkType.number, snapLength) else {
      throw FilterFailure(filter: text, linkType: linkType, message: "out of memory")
    }
    defer { pcap_close(handle) }
    var program = bpf_program()
    // No netmask is known: `ip broadcast` is then an error and not a guess.
    let unknown = bpf_u_int32.max
    guard pcap_compile(handle, &program, text, 1, unknown) == 0 else {
      let message = pcap_geterr(handle).map { String(cString: $0) } ?? "unknown error"
      throw FilterFailure(filter: text, linkType: linkType, message: message)
    }
    guard !asksTheKernel(program) else {
      pcap_freecode(&program)
      throw FilterFailure(
        filter: text, linkType: linkType,
        message: "a frame does not hold what the filter asks for (its direction or interface)")
    }
    return program
  }

  /// Whether `program` loads what only the kernel knows of a packet, as `inbound` and `ifindex` do.
  ///
  /// Such loads have offsets from SKF_AD_OFF (-0x1000) of linux/filter.h on; outside the kernel
  /// they are beyond every frame, and the filter would silently match nothing.
  private static func asksTheKernel(_ program: bpf_program) -> Bool {
    UnsafeBufferPointer(start: program.bf_insns, count: Int(program.bf_len)).contains { one in
      // BPF_LD in mode BPF_ABS.
      one.code & 0xe7 == 0x20 && one.k >= 0xffff_f000
    }
  }
}

/// A pcap filter that libpcap does not take.
package struct FilterFailure: Error, Sendable, Hashable {
  /// The filter as written.
  package var filter: String
  package var linkType: LinkType
  /// libpcap's own words.
  package var message: String
}
