package import LabModel

/// The kernel and parameters of a run, as far as conditions ask for them.
package struct Circumstances: Sendable, Hashable {
  /// `uname -r`: `6.12.107+deb12-amd64`.
  package var kernelRelease: String
  /// Names of the options that are built in or modules, without `CONFIG_`; nil where not known.
  package var kernelOptions: Set<String>?
  package var parameters: [String: String]

  package init(
    kernelRelease: String, kernelOptions: Set<String>? = nil, parameters: [String: String] = [:]
  ) {
    self.kernelRelease = kernelRelease
    self.kernelOptions = kernelOptions
    self.parameters = parameters
  }
}

extension Condition {
  /// Whether the condition holds; nil where that cannot be known (the kernel's config is unknown).
  package func holds(in circumstances: Circumstances) -> Bool? {
    switch self {
    case .kernel(let condition): condition.holds(forRelease: circumstances.kernelRelease)
    case .option(let option): circumstances.kernelOptions?.contains(option)
    case .parameter(let name, let value): circumstances.parameters[name] == value
    }
  }
}

extension VersionCondition {
  /// Whether a kernel of `release` meets the condition; nil where it begins with no number.
  ///
  /// As many numbers are compared as the condition names: 6.5.3 meets `= 6.5` and `<= 6.5`, and
  /// does not meet `> 6.5`. A number that the release does not have is 0.
  package func holds(forRelease release: String) -> Bool? {
    let numbers = release.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
      .split(separator: ".").compactMap { Int($0) }
    guard !numbers.isEmpty else { return nil }
    let compared = version.indices.map { $0 < numbers.count ? numbers[$0] : 0 }
    let order = zip(compared, version).first { $0 != $1 }.map { $0 < $1 ? -1 : 1 } ?? 0
    return comparison.holds(order, 0)
  }
}
