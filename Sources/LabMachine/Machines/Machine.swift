import LabModel

/// A machine that can be started: an emulator with a kernel and an image.
///
/// A value: it starts nothing by itself. Its calls are made on the thread of one run, in the order
/// `start`, `guestIsIdle` (if that), then for another machine `alternative`.
package protocol Machine: Sendable {
  /// How long the guest may take from the emulator's start until it answers, in ns of this machine.
  var startLimit: Int64 { get }

  /// What had to be tried before it, a sentence each: told with the sandbox's own notes.
  var notes: [String] { get }

  /// Starts the emulator; returns as soon as its process runs.
  ///
  /// - Throws: `MachineFailure` where it is not installed or cannot be started.
  func start() throws(MachineFailure) -> MachineProcess

  /// The guest has booted and waits for its hello: a snapshot may be taken now.
  ///
  /// Called once, on a machine that was booted and not resumed. Blocks the run as long as it takes;
  /// when the process is killed meanwhile it has to return. Its trouble is its own: the run goes on.
  func guestIsIdle(_ process: MachineProcess)

  /// What to start instead, where the emulator ended or the time was up before the guest answered:
  /// without the snapshot, without KVM. nil where there is nothing else to try.
  func alternative() -> (any Machine)?
}

extension Machine {
  package var notes: [String] { [] }

  package func guestIsIdle(_ process: MachineProcess) {}

  package func alternative() -> (any Machine)? { nil }
}
