package import LabModel

/// What a notebook declares, as far as its claims can refer to it.
package struct ClaimContext: Sendable {
  /// Hosts that labbook makes, and those that steps make (front matter's `netns`).
  package var hosts: Set<String>
  /// Interfaces that are known before the first step: `lo` and the ends of `links`.
  ///
  /// Any other one may come to be by a step. All of them carry Ethernet.
  package var interfaces: Set<Place>
  package var steps: StepIndex
  /// The names in front matter's `params`.
  package var parameters: Set<String>
  /// Front matter's `offloads`.
  package var offloads: Bool

  package init(
    hosts: Set<String> = [HostPlan.lab], interfaces: Set<Place> = [], steps: StepIndex,
    parameters: Set<String> = [], offloads: Bool = true
  ) {
    self.hosts = hosts
    self.interfaces = interfaces
    self.steps = steps
    self.parameters = parameters
    self.offloads = offloads
  }

  /// What `plan` declares.
  package init(_ plan: Plan) {
    var ends: Set<Place> = []
    for link in plan.links {
      for end in [link.left, link.right] {
        ends.insert(Place(host: end.host, interface: end.interface))
      }
    }
    self.init(
      hosts: Set(plan.hosts.map(\.name) + plan.namespaces + [HostPlan.lab]), interfaces: ends,
      steps: StepIndex(plan.selectableSteps),
      parameters: Set(plan.parameterLists.map(\.name) + plan.parameters.keys),
      offloads: plan.offloads)
  }

  /// What frames at `place` can begin with, as far as that is known before anything has run.
  func linkTypes(at place: Place) -> [LinkType] {
    guard let interface = place.interface else { return LinkType.unknownInterface }
    let known = Place(host: place.host ?? HostPlan.lab, interface: interface)
    return interface == "lo" || interfaces.contains(known)
      ? [.ethernet] : LinkType.unknownInterface
  }
}
