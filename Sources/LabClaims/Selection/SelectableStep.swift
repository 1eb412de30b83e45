package import LabModel

/// What a step selector looks at: a step of a plan or of a stored run.
package protocol SelectableStep: Sendable {
  /// The step's number in the notebook, from 1.
  var number: Int { get }
  /// The number of its block, from 1.
  var block: Int { get }
  /// `#id` of its block.
  var blockID: String? { get }
  /// Its place in its block, from 1.
  var indexInBlock: Int { get }
  /// The host whose shell ran it.
  var host: String { get }
  /// The command as typed.
  var command: String { get }
}

/// A step of a plan together with its block's id.
package struct PlannedStep: SelectableStep, Hashable {
  package var number: Int
  package var block: Int
  package var blockID: String?
  package var indexInBlock: Int
  package var host: String
  package var command: String

  package init(
    number: Int, block: Int, blockID: String? = nil, indexInBlock: Int = 1,
    host: String = HostPlan.lab, command: String
  ) {
    self.number = number
    self.block = block
    self.blockID = blockID
    self.indexInBlock = indexInBlock
    self.host = host
    self.command = command
  }
}

extension Plan {
  /// All steps in order, as selectors see them.
  package var selectableSteps: [PlannedStep] {
    blocks.flatMap { block in
      block.steps.map { step in
        PlannedStep(
          number: step.number, block: step.block, blockID: block.id,
          indexInBlock: step.indexInBlock, host: step.host, command: step.command)
      }
    }
  }
}
