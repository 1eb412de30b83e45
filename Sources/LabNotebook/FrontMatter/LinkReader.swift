import Glibc
import LabModel

/// Reads `links`: `A:IFACE [ADDR/LEN …] -- B:IFACE [ADDR/LEN …]`.
struct LinkReader {
  private let hosts: Set<String>
  private let knowsHosts: Bool
  private let findings: Findings
  private var taken: Set<String> = []

  init(hosts: Set<String>, knowsHosts: Bool, _ findings: Findings) {
    self.hosts = hosts
    self.knowsHosts = knowsHosts
    self.findings = findings
  }

  mutating func read(_ value: YAMLValue) -> [LinkPlan] {
    guard let items = value.items else {
      findings.reportType("links", "a list of links", value, FrontMatterKey.links.example)
      return []
    }
    var links: [LinkPlan] = []
    for item in items {
      guard let text = item.text else {
        findings.add(
          "a link is text, not \(item.kindName)", about: item.shown,
          remedy: "write `\(FrontMatterKey.links.example)`")
        continue
      }
      let sides = text.words.split(omittingEmptySubsequences: false) { $0.text == "--" }
      guard sides.count == 2, let left = sides.first?.first, let right = sides.last?.first else {
        findings.add(
          "a link has two ends with ` -- ` between them", about: text,
          remedy: "write `\(FrontMatterKey.links.example)`")
        continue
      }
      let leftEnd = readEnd(left, sides[0].dropFirst())
      let rightEnd = readEnd(right, sides[1].dropFirst())
      if let leftEnd, let rightEnd { links.append(LinkPlan(left: leftEnd, right: rightEnd)) }
    }
    return links
  }

  private mutating func readEnd(_ place: Excerpt, _ addresses: ArraySlice<Excerpt>) -> LinkEnd? {
    let checked = addresses.map(readAddress)
    let parts = place.text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else {
      findings.add(
        "an end of a link is HOST:INTERFACE, not `\(place.text)`", about: place,
        remedy: "write `\(FrontMatterKey.links.example)`")
      return nil
    }
    let host = place.part(String(parts[0]), at: 0)
    let interface = place.part(String(parts[1]), at: host.length + 1)
    if knowsHosts, !hosts.contains(host.text) {
      findings.add(
        "there is no host `\(host.text)` for this end of the link", about: host,
        remedy: NearestName.of(host.text, among: hosts.sorted()).map { "write `\($0)`" }
          ?? "add it to `hosts`; labbook cannot make links in namespaces that steps make")
      return nil
    }
    guard Self.isInterfaceName(interface.text) else {
      findings.add(
        "`\(interface.text)` cannot be an interface's name", about: interface,
        remedy: "use up to 15 bytes without blanks, `/` and `:`")
      return nil
    }
    guard interface.text != "lo", taken.insert(place.text).inserted else {
      findings.add(
        "the host `\(host.text)` has an interface `\(interface.text)` already", about: place,
        remedy: "give this end another name")
      return nil
    }
    let valid = checked.compactMap { $0 }
    guard valid.count == checked.count else { return nil }
    return LinkEnd(host: host.text, interface: interface.text, addresses: valid)
  }

  private func readAddress(_ address: Excerpt) -> String? {
    let parts = address.text.split(separator: "/", omittingEmptySubsequences: false)
    guard let bits = Self.bits(of: String(parts[0])) else {
      findings.add(
        "`\(address.text)` is no address", about: address,
        remedy: "write an IPv4 or IPv6 address with its prefix length, such as `10.0.0.1/24`")
      return nil
    }
    guard parts.count == 2, let length = Quantities.count(parts[1]), length <= bits else {
      findings.add(
        "the address `\(address.text)` needs a prefix length from 0 to \(bits)", about: address,
        remedy: "write `\(parts[0])/\(bits == 32 ? 24 : 64)`")
      return nil
    }
    return address.text
  }

  /// How many bits an address has: 32 or 128; nil where it is none (inet_pton(3)).
  private static func bits(of address: String) -> Int? {
    var buffer = [UInt8](repeating: 0, count: 16)
    if inet_pton(AF_INET, address, &buffer) == 1 { return 32 }
    return inet_pton(AF_INET6, address, &buffer) == 1 ? 128 : nil
  }

  /// As the kernel's `dev_valid_name` has it (net/core/dev.c).
  static func isInterfaceName(_ name: String) -> Bool {
    (1...15).contains(name.utf8.count) && name != "." && name != ".."
      && name.utf8.allSatisfy { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: ":") && $0 > 0x20 }
  }
}
