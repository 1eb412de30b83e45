/// A kernel that a package of an image in apt's lists brings.
package struct DebianRelease: Sendable, Hashable {
  /// `6.12.117+deb12-cloud-amd64`.
  package var release: String
  /// The package's name, as `KernelCache.add` takes it.
  package var package: String

  /// What follows the version in a release: `cloud-amd64`; the kernels of one flavour are built alike.
  static func flavour(of release: String) -> String? {
    var rest = release[...]
    while let dash = rest.firstIndex(of: "-") {
      rest = rest[rest.index(after: dash)...]
      // `-56` and `-rc1` belong to the version.
      let isCandidate = rest.hasPrefix("rc") && rest.dropFirst(2).first?.isNumber == true
      if rest.first?.isLetter == true, !isCandidate { return String(rest) }
    }
    return nil
  }

  /// The kernels of `flavour` among packages that are called `names`, oldest first; of one release the
  /// signed image.
  static func all(of flavour: String, among names: [String]) -> [DebianRelease] {
    var found: [String: DebianRelease] = [:]
    for name in names {
      guard let release = DebianPackage.release(of: name), Self.flavour(of: release) == flavour
      else {
        continue
      }
      if found[release] != nil, name.hasSuffix("-unsigned") { continue }
      found[release] = DebianRelease(release: release, package: name)
    }
    return found.values.sorted { KernelRelease($0.release) < KernelRelease($1.release) }
  }
}

extension KernelCache {
  /// The kernels in apt's lists that are of one flavour with the two that `specs` mean, oldest first,
  /// and the releases of these two.
  ///
  /// - Parameters:
  ///   - specs: Releases, their first numbers, or packages' names; at least one.
  ///   - cancellation: Ends it from another thread.
  /// - Returns: All kernels of the flavour, and for each of `specs` its own.
  /// - Throws: `MachineFailure`: the user's mistake where one is no Debian kernel, or they are not of one
  ///   flavour; else apt's trouble.
  package func releases(
    like specs: [String], cancellation: Cancellation? = nil
  ) throws(MachineFailure) -> (all: [DebianRelease], meant: [DebianRelease]) {
    let lists = DebianLists(cancellation: cancellation)
    let sources = KernelSources(folder: "", cancellation: cancellation)
    var meant: [DebianRelease] = []
    for spec in specs {
      guard case .package(let package) = try sources.locate(try KernelSpec(spec)),
        let release = package.release
      else {
        throw MachineFailure(
          "\(spec) is no kernel of Debian's: name the list of kernels it is in", isMistake: true)
      }
      meant.append(DebianRelease(release: release, package: package.name))
    }
    let flavours = Set(meant.map { DebianRelease.flavour(of: $0.release) })
    guard flavours.count == 1, let flavour = flavours.first.flatMap({ $0 }) else {
      throw MachineFailure(
        "\(meant.map(\.release).joined(separator: " and ")) are not of one flavour",
        remedy: "name both in full", isMistake: true)
    }
    return (DebianRelease.all(of: flavour, among: try lists.imageNames()), meant)
  }
}
