/// Why a kernel, its image or its machine could not be had: labbook's trouble or the user's, never a
/// verdict.
package struct MachineFailure: Error, Sendable, Hashable {
  /// Whether the user named something that there is not (exit status 2 and not 5).
  package var isMistake: Bool
  /// Lower case, no full stop: `no kernel "6.99" in Debian's lists: the newest is 6.12.117`.
  package var message: String
  /// What the user can do about it, if known.
  package var remedy: String?

  package init(_ message: String, remedy: String? = nil, isMistake: Bool = false) {
    self.message = message
    self.remedy = remedy
    self.isMistake = isMistake
  }
}
