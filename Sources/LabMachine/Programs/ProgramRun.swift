import CLinux
import Glibc

/// One run of a program of this machine: no shell, its end awaited.
package enum ProgramRun {
  /// What it finds on standard input.
  package enum Input: Sendable {
    /// Nothing: `/dev/null`.
    case nothing
    case bytes([UInt8])
    /// The file at this path.
    case file(String)
  }

  /// Where its standard output goes.
  package enum Output: Sendable {
    /// Into the result; a program that prints more than `limit` bytes is killed.
    case bytes(limit: Int)
    /// Into the file at this path, made or emptied first.
    case file(String)
  }

  /// Runs `arguments`, of which the first is a path or is found on PATH, and waits for its end.
  ///
  /// The program has a process group of its own and dies with this thread. Its end is when it has exited and
  /// nobody holds its output or standard error any more. Its environment is this process's with `LC_ALL=C`
  /// and with `environment`.
  ///
  /// - Parameters:
  ///   - arguments: The program and what it is told.
  ///   - input: Its standard input.
  ///   - output: Its standard output.
  ///   - folder: Its working folder; nil for this process's.
  ///   - environment: Variables that it gets besides.
  ///   - cancellation: Ends it from another thread.
  /// - Returns: What it printed on standard output; nothing where that went into a file.
  /// - Throws: `MachineFailure` with the Debian package, where the program is not installed; with the
  ///   exit status or signal and the last line of standard error, where it did not exit with 0.
  @discardableResult
  package static func run(
    _ arguments: [String], input: Input = .nothing, output: Output = .bytes(limit: 16 << 20),
    folder: String? = nil, environment: [String: String] = [:], cancellation: Cancellation? = nil
  ) throws(MachineFailure) -> [UInt8] {
    guard let name = arguments.first else { throw MachineFailure("run a program: no name") }
    let started = try StartedProgram(
      path: ProgramPath.require(name), arguments: arguments, input: input, output: output,
      folder: folder, environment: variables(with: environment))
    let process = started.process
    cancellation?.began(process)
    let outcome = started.wait { cancellation?.ended(process) }
    if cancellation?.isCancelled == true { throw MachineFailure("\(name) was interrupted") }
    if outcome.isCut { throw MachineFailure("\(name) prints more than labbook takes") }
    guard outcome.status == 0 else {
      let signal = outcome.status & 0x7f
      let end =
        signal == 0
        ? "exits with \(outcome.status >> 8 & 0xff)" : "was ended by signal \(signal)"
      throw MachineFailure("\(name) \(end)" + (lastLine(outcome.errors).map { ": \($0)" } ?? ""))
    }
    return outcome.output
  }

  /// The environment, as `NAME=value`.
  private static func variables(with changes: [String: String]) -> [String] {
    var variables: [String: String] = [:]
    var entry = environ
    while let text = entry.pointee {
      let parts = String(cString: text).split(
        separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if parts.count == 2 { variables[String(parts[0])] = String(parts[1]) }
      entry += 1
    }
    variables["LANGUAGE"] = nil
    variables["LC_ALL"] = "C"
    variables.merge(changes) { $1 }
    return variables.map { "\($0)=\($1)" }
  }

  private static func lastLine(_ bytes: [UInt8]) -> String? {
    bytes.split(whereSeparator: { $0 == 10 || $0 == 13 }).last { line in
      line.contains { $0 != 32 && $0 != 9 }
    }.map { String(decoding: $0.suffix(400), as: UTF8.self) }
  }
}
