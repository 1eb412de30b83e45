import LabDigest
import LabReport

/// What a page that no server of ours sends may load (https://www.w3.org/TR/CSP3/).
enum ContentPolicy: Sendable {
  /// The style and script that lie beside it, on a server or a disk.
  case files
  /// The style and script that stand in it.
  case embedded

  /// The policy as it stands in the document.
  var text: String {
    let (style, script, image) =
      switch self {
      case .files: ("'self' file:", "'self' file:", "'self' file: data:")
      case .embedded: (Self.hash(Templates.style), Self.hash(Templates.script), "data:")
      }
    return "default-src 'none'; style-src \(style); script-src \(script); img-src \(image); "
      + "base-uri 'none'; form-action 'none'"
  }

  private static func hash(_ bytes: [UInt8]) -> String {
    "'sha256-\(Base64.encoded(SHA256.digest(bytes)))'"
  }
}
