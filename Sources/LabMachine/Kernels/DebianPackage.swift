/// A package in apt's lists, as `apt-cache show` prints it (deb822(5)).
struct DebianPackage: Equatable {
  var name: String
  var version: String
  var architecture: String
  /// `Depends`, as it stands there.
  var depends = ""
  /// Size of the file to download, in bytes.
  var size: Int?

  /// All packages in what `apt-cache show` printed; paragraphs without a name or version are left out.
  static func parse(_ text: String) -> [DebianPackage] {
    var packages: [DebianPackage] = []
    var fields: [Substring: String] = [:]
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    // The last paragraph may end with the text.
    for line in lines + [Substring()] {
      if line.isEmpty {
        if let name = fields["Package"], let version = fields["Version"],
          let architecture = fields["Architecture"]
        {
          packages.append(
            DebianPackage(
              name: name, version: version, architecture: architecture,
              depends: fields["Depends"] ?? "", size: fields["Size"].flatMap { Int($0) }))
        }
        fields = [:]
      } else if line.first != " ", let colon = line.firstIndex(of: ":") {
        fields[line[..<colon]] = String(
          line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" })
      }
    }
    return packages
  }

  /// The kernel's release that a package of an image has in its name: `6.12.117+deb12-cloud-amd64`.
  ///
  /// Nil for all other packages, among them those that only depend on the newest image.
  var release: String? { Self.release(of: name) }

  /// The same, of a package that is called `name`.
  static func release(of name: String) -> String? {
    let prefix = "linux-image-"
    guard name.hasPrefix(prefix) else { return nil }
    var release = name.dropFirst(prefix.count)
    if release.hasSuffix("-unsigned") { release = release.dropLast(9) }
    let numbers = release.prefix { $0.isNumber || $0 == "." }.split(separator: ".")
    guard numbers.count >= 3, !release.hasSuffix("-dbg"), !release.hasSuffix("-template") else {
      return nil
    }
    return String(release)
  }

  /// The version of Linux that was packaged: `6.1.192` of `6.1.192-2`.
  var upstream: String {
    version.lastIndex(of: "-").map { String(version[..<$0]) } ?? version
  }

  /// The image that it only depends on, for packages such as `linux-image-cloud-amd64`.
  var image: String? {
    guard release == nil else { return nil }
    return depends.split(separator: ",").lazy.compactMap { part -> String? in
      part.split(separator: " ").first.map(String.init)
    }.first { Self.release(of: $0) != nil }
  }
}
