import Glibc
import LabModel

/// The output pipes of steps: those of the step that runs, and those that processes in the
/// background keep open.
final class OutputPipes {
  /// One pipe and whose it is.
  struct Pipe {
    var descriptor: Descriptor
    var step: Int
    var attempt: Int
    var stream: OutputStream
    /// The side of a pseudo-terminal that shows what was printed.
    var isTerminal = false
  }

  private struct Key: Hashable {
    var step: Int
    var attempt: Int
  }

  private(set) var pipes: [Int32: Pipe] = [:]
  private let limit: Int
  private var printed: [Key: Int] = [:]
  private var cut: [Key: [OutputStream: Int]] = [:]
  private var buffer = [UInt8](repeating: 0, count: 1 << 16)
  private var counter = 0
  /// FIFOs of earlier steps that nobody has open.
  private var spare: [String] = []

  init(limit: Int) {
    self.limit = limit
  }

  /// Opens the reading end of a FIFO for a stream of a step.
  ///
  /// The shell opens the other end by the path, so that each step has pipes of its own in one
  /// shell.
  func open(step: Int, attempt: Int, _ stream: OutputStream) throws(SandboxFailure)
    -> (path: String, descriptor: Int32)
  {
    let path: String
    let descriptor: Descriptor
    if let kept = openSpare() {
      (path, descriptor) = kept
    } else {
      (path, descriptor) = try makeAndOpen()
    }
    pipes[descriptor.number] = Pipe(
      descriptor: descriptor, step: step, attempt: attempt, stream: stream)
    return (path, descriptor.number)
  }

  /// Lets what a terminal shows from now on be output of this step; it is not read at its end, but
  /// for as long as its host's shell lives.
  func attach(_ terminal: StepTerminal, step: Int, attempt: Int) {
    pipes[terminal.master.number] = Pipe(
      descriptor: terminal.master, step: step, attempt: attempt, stream: .merged,
      isTerminal: true)
  }

  private func openSpare() -> (path: String, descriptor: Descriptor)? {
    guard let path = spare.popLast(),
      let descriptor = try? Descriptor.open(path, O_RDONLY | O_NONBLOCK)
    else { return nil }
    return (path, descriptor)
  }

  private func makeAndOpen() throws(SandboxFailure) -> (path: String, descriptor: Descriptor) {
    counter += 1
    let path = "\(RootFilesystem.own)/\(counter)"
    guard mkfifo(path, 0o600) == 0 || makeAgain(path) else {
      throw SandboxFailure(stage: "make", subject: "the output pipe \(path)", errno: errno)
    }
    return (path, try Descriptor.open(path, O_RDONLY | O_NONBLOCK))
  }

  /// Makes a FIFO where a step has removed everything below /run, or taken the name.
  private func makeAgain(_ path: String) -> Bool {
    mkdir(RootFilesystem.own, 0o755)
    unlink(path)
    return mkfifo(path, 0o600) == 0
  }

  /// Takes back the FIFOs of a step for the steps to come: nobody may have them open.
  func keep(_ paths: [String]) { spare += paths }

  /// Reads what a pipe has.
  ///
  /// - Parameters:
  ///   - number: the pipe's descriptor.
  ///   - deliver: gets each piece.
  /// - Returns: false at the pipe's end: nobody has it open for writing.
  func drain(_ number: Int32, _ deliver: (Event.Body) -> Void) -> Bool {
    guard let pipe = pipes[number] else { return false }
    let key = Key(step: pipe.step, attempt: pipe.attempt)
    // Bounded, so that `yes` does not keep the agent from everything else. A terminal gives no more
    // than 4 KiB at a time, of at most some 70 that it holds.
    for _ in 0..<(pipe.isTerminal ? 64 : 16) {
      let count = read(number, &buffer, buffer.count)
      if count == 0 { return false }
      if count < 0 {
        if errno == EINTR { continue }
        // EIO: the shell, which had the terminal, has ended.
        return errno == EAGAIN
      }
      let before = printed[key, default: 0]
      let kept = min(count, max(0, limit - before))
      printed[key] = before + count
      if kept > 0 {
        deliver(
          .output(
            OutputChunk(
              step: pipe.step, attempt: pipe.attempt, stream: pipe.stream,
              bytes: Array(buffer[..<kept]))))
      }
      if kept < count { cut[key, default: [:]][pipe.stream, default: 0] += count - kept }
      if count < buffer.count, !pipe.isTerminal { return true }
    }
    return true
  }

  /// Forgets a pipe that has ended.
  func close(_ number: Int32) {
    pipes[number] = nil
  }

  /// What was dropped since the last call.
  func takeCuts() -> [OutputCut] {
    defer { cut.removeAll() }
    return cut.flatMap { key, streams in
      streams.map {
        OutputCut(step: key.step, attempt: key.attempt, stream: $0.key, bytes: $0.value)
      }
    }
  }
}
