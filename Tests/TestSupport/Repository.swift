import Foundation

/// The repository that these tests are part of.
package enum Repository {
  package static let path = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path(percentEncoded: false)

  package static var experiments: String { path + "experiments" }

  package static func text(_ name: String) throws -> String {
    try String(contentsOf: URL(filePath: path + name), encoding: .utf8)
  }
}
