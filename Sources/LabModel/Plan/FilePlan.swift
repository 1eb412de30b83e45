/// A file that is written into the sandbox before the first step.
package struct FilePlan: Sendable, Hashable {
  /// Absolute, or relative to the work folder.
  package var path: String
  package var bytes: [UInt8]
  /// Permission bits.
  package var mode: UInt32
  package var conditions: [Condition]
  package var position: SourcePosition

  package init(
    path: String, bytes: [UInt8], mode: UInt32 = 0o644, conditions: [Condition] = [],
    position: SourcePosition
  ) {
    self.path = path
    self.bytes = bytes
    self.mode = mode
    self.conditions = conditions
    self.position = position
  }
}
