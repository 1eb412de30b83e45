/// One command (or script) that runs on one host, and what it must print and return.
package struct Step: Sendable {
  /// The step's number in the notebook, from 1.
  package var number: Int
  /// The number of its block, from 1.
  package var block: Int
  /// Its place in its block, from 1: `id.N` names it.
  package var indexInBlock: Int
  package var host: String
  /// What the shell is given; several lines are joined by newlines, prompts removed.
  package var command: String
  package var expectation: Expectation
  /// Where the command begins (after its prompt).
  package var position: SourcePosition
  /// The 1-based lines of the notebook that hold what the step must print, status line included:
  /// empty (at the line where they would stand) for a step that must print nothing.
  package var expectedLines: Range<Int>

  package init(
    number: Int, block: Int, indexInBlock: Int, host: String, command: String,
    expectation: Expectation, position: SourcePosition, expectedLines: Range<Int>
  ) {
    self.number = number
    self.block = block
    self.indexInBlock = indexInBlock
    self.host = host
    self.command = command
    self.expectation = expectation
    self.position = position
    self.expectedLines = expectedLines
  }
}
