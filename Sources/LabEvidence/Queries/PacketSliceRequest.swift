/// Which packets of a run are wanted: of each list any, of all lists together.
package struct PacketSliceRequest: Sendable, Hashable {
  /// Where a slice begins or ends.
  package enum Place: Sendable, Hashable {
    /// With the first wanted packet that has this number or a later one.
    case from(Int)
    /// With the last wanted packet that has an earlier number than this.
    case before(Int)
  }

  /// In pcap syntax.
  package var filter: String?
  /// Names; none is all.
  package var hosts: [String]
  package var interfaces: [String]
  /// Numbers of steps; none is the whole run.
  package var steps: [Int]
  package var place: Place
  /// The most packets of the slice.
  package var most: Int

  package init(
    filter: String? = nil, hosts: [String] = [], interfaces: [String] = [], steps: [Int] = [],
    place: Place = .from(1), most: Int = 100
  ) {
    self.filter = filter
    self.hosts = hosts
    self.interfaces = interfaces
    self.steps = steps
    self.place = place
    self.most = most
  }
}
