import LabModel

/// Reads fences that become files.
struct FileReader {
  let findings: Findings

  func read(_ fence: Fence, _ attributes: CheckedAttributes) -> FilePlan? {
    let conditions = attributes.conditions()
    let mode = readMode(attributes)
    guard let path = attributes.value(.file) else { return nil }
    let parts = path.text.split(separator: "/", omittingEmptySubsequences: false)
    guard !path.text.hasSuffix("/"), !parts.contains(".."), parts.last != "." else {
      findings.add(
        "`\(path.text)` is no path of a file", about: path,
        remedy: "name a file, in the work folder or by an absolute path, without `..`")
      return nil
    }
    // A file ends in a line feed, as editors have it.
    let bytes = Array(fence.content.map { $0.text + "\n" }.joined().utf8)
    return FilePlan(
      path: path.text, bytes: bytes, mode: mode, conditions: conditions, position: fence.position)
  }

  private func readMode(_ attributes: CheckedAttributes) -> UInt32 {
    guard let mode = attributes.value(.mode) else { return 0o644 }
    if (3...4).contains(mode.text.utf8.count), let bits = UInt32(mode.text, radix: 8),
      mode.text.utf8.allSatisfy({ (0x30...0x37).contains($0) })
    {
      return bits
    }
    findings.add(
      "`\(mode.text)` are no permission bits", about: mode,
      remedy: "write three or four octal digits: `mode=755`")
    return 0o644
  }
}
