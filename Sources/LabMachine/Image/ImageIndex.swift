import Glibc
import LabSandbox

/// What the images folder knows of one request: which archive serves it, and from what that was made.
///
/// A text: a line with its version, one with the archive's name, hash and stamp and with the boot of this
/// machine in which it was made, then one for each file of this machine that the archive rests on, with its
/// stamp first. What was written before a power cut may not be on the disk: after a restart nothing is
/// trusted.
struct ImageIndex: Sendable, Hashable {
  /// The archive's name in the images folder.
  var archive: String
  /// SHA-256 of the archive.
  var hash: String
  /// How the archive looked when it was complete.
  var archiveStamp: FileStamp
  var stamps: [String: FileStamp]

  /// Changes whenever images are made otherwise than before.
  static let version = "labbook image 3"

  /// Reads the index at `path`; nil where there is none that this version wrote.
  init?(path: String) {
    guard let file = try? MappedFile(path) else { return nil }
    let lines = file.text.split(separator: "\n")
    guard lines.count > 2, lines[0] == Self.version else { return nil }
    let words = lines[1].split(separator: " ")
    guard words.count == 4, words[3] == Self.boot, !words[0].contains("/") else { return nil }
    archive = String(words[0])
    hash = String(words[1])
    archiveStamp = FileStamp(text: String(words[2]))
    stamps = [:]
    for line in lines.dropFirst(2) {
      guard let blank = line.firstIndex(of: " ") else { return nil }
      stamps[String(line[line.index(after: blank)...])] = FileStamp(text: String(line[..<blank]))
    }
  }

  init(archive: String, hash: String, archiveStamp: FileStamp, stamps: [String: FileStamp]) {
    self.archive = archive
    self.hash = hash
    self.archiveStamp = archiveStamp
    self.stamps = stamps
  }

  /// This boot of the machine (random(4)).
  private static let boot =
    SystemFile.text("/proc/sys/kernel/random/boot_id")?.split(separator: "\n").first ?? "-"

  /// The file's contents.
  var text: String {
    let lines = stamps.map { "\($0.value.text) \($0.key)\n" }.sorted()
    return "\(Self.version)\n\(archive) \(hash) \(archiveStamp.text) \(Self.boot)\n"
      + lines.joined()
  }

  /// Whether the archive is in `folder`, and it and everything that it rests on look as they did.
  func isCurrent(in folder: String) -> Bool {
    FileStamp(of: folder + "/" + archive) == archiveStamp
      && stamps.allSatisfy { FileStamp(of: $0.key) == $0.value }
  }
}
