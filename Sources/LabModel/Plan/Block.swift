/// A fence whose steps run: a transcript (one step a prompt) or a script (one step).
package struct Block: Sendable {
  /// What kind of fence a block is.
  package enum Kind: Sendable, Hashable {
    /// Language `console`: prompts, commands and what they must print.
    case transcript
    /// Language `sh` or `bash`: the whole block is one step.
    case script(language: String)
  }

  /// The block's number in the notebook, from 1.
  package var number: Int
  package var kind: Kind
  /// `#id`, if the block has one.
  package var id: String?
  /// Where the fence opens.
  package var position: SourcePosition
  package var steps: [Step] = []
  /// `when=`: unmet means that the block is passed over.
  package var conditions: [Condition] = []
  /// `wait=`: the block ends only when this moment has come.
  package var wait: Moment?
  /// `wait=` as written.
  package var waitText: String?
  /// `retry=` in ns: the block runs again until its expectations are met or this time is over.
  package var retry: Int64?
  /// `timeout=` in ns; nil is the notebook's.
  package var timeout: Int64?
  /// `needs=`: commands that must be on PATH for this block.
  package var needs: [String] = []
  /// `.required`: a miss stops the notebook.
  package var isRequired = false
  /// `xfail=`: the block must miss, for this reason.
  package var expectedFailure: String?
  /// `.tty`: its steps run on a pseudo-terminal.
  package var usesTerminal = false
  /// `stdin=`: a file, absolute or relative to the work folder.
  package var stdin: String?

  package init(number: Int, kind: Kind, id: String? = nil, position: SourcePosition) {
    self.number = number
    self.kind = kind
    self.id = id
    self.position = position
  }
}
