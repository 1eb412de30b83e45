import Glibc

/// What the images folder knows of one request: which archive serves it, and from what that was made.
///
/// A text: a line with its version, one with the archive's name, size in bytes and hash, then one for each
/// file of this machine that the archive rests on, with its stamp first.
struct ImageIndex: Sendable, Hashable {
  /// The archive's name in the images folder.
  var archive: String
  /// In bytes.
  var size: Int
  /// SHA-256 of the archive.
  var hash: String
  var stamps: [String: FileStamp]

  /// Changes whenever images are made otherwise than before.
  static let version = "labbook image 2"

  /// Reads the index at `path`; nil where there is none that this version wrote.
  init?(path: String) {
    guard let file = try? MappedFile(path) else { return nil }
    let lines = file.text.split(separator: "\n")
    guard lines.count > 2, lines[0] == Self.version else { return nil }
    let words = lines[1].split(separator: " ")
    guard words.count == 3, let size = Int(words[1]), !words[0].contains("/") else { return nil }
    archive = String(words[0])
    self.size = size
    hash = String(words[2])
    stamps = [:]
    for line in lines.dropFirst(2) {
      guard let blank = line.firstIndex(of: " ") else { return nil }
      stamps[String(line[line.index(after: blank)...])] = FileStamp(text: String(line[..<blank]))
    }
  }

  init(archive: String, size: Int, hash: String, stamps: [String: FileStamp]) {
    self.archive = archive
    self.size = size
    self.hash = hash
    self.stamps = stamps
  }

  /// The file's contents.
  var text: String {
    let lines = stamps.map { "\($0.value.text) \($0.key)\n" }.sorted()
    return "\(Self.version)\n\(archive) \(size) \(hash)\n" + lines.joined()
  }

  /// Whether the archive is in `folder` and everything that it rests on looks as it did.
  func isCurrent(in folder: String) -> Bool {
    var status = stat()
    guard stat(folder + "/" + archive, &status) == 0, Int(status.st_size) == size else {
      return false
    }
    return stamps.allSatisfy { FileStamp(of: $0.key) == $0.value }
  }
}
