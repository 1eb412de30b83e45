package import LabEvidence
import LabModel

extension JSONWriter {
  /// How a machine's kernel fared as an object, null for none: the shape is in docs/commands.md.
  package mutating func value(_ health: KernelHealth?) {
    guard let health else { return null() }
    object { writer in
      writer.member("label", health.label)
      writer.member("release", health.release)
      writer.key("machine")
      if let machine = health.machine { writer.value(machine) } else { writer.null() }
      writer.array("troubles") { writer in
        for placed in health.troubles {
          writer.object { writer in
            writer.members(placed.trouble)
            writer.array("lines") { writer in
              writer.value(placed.trouble.lines.lowerBound)
              writer.value(placed.trouble.lines.upperBound)
            }
            writer.member("step", placed.step)
            writer.member("boot", placed.isFromBoot)
            writer.member("ignored", placed.ignored)
          }
        }
      }
      writer.array("taint") { writer in
        for change in health.taintChanges {
          writer.object { writer in
            writer.member("old", change.old)
            writer.member("new", change.new)
            writer.member("words", TaintBits.words(change.new))
            writer.member("step", change.step)
          }
        }
      }
      writer.key("crash")
      if let crash = health.crash {
        writer.object { writer in
          writer.member("kind", crash.kind.word)
          writer.member("message", crash.message)
          writer.key("trouble")
          if let trouble = health.crashTrouble {
            writer.object { $0.members(trouble) }
          } else {
            writer.null()
          }
          writer.array("tail") { writer in
            for line in crash.tail { writer.value(line) }
          }
        }
      } else {
        writer.null()
      }
    }
  }

  private mutating func value(_ machine: MachineRecord) {
    object { writer in
      let name =
        switch machine.accelerator {
        case .kvm: "kvm"
        case .tcg: "tcg"
        case .uml: "uml"
        }
      writer.member("accelerator", name)
      writer.member("emulator", machine.emulator)
      writer.member("memory", machine.memory)
      writer.member("processors", machine.processors)
      writer.member("resumed", machine.isResumed)
      writer.member("start_ns", machine.startDuration)
    }
  }

  private mutating func members(_ trouble: KernelTrouble) {
    member("kind", trouble.kind.rawValue)
    member("title", trouble.title)
    member("headline", trouble.headline)
    member("fingerprint", trouble.fingerprint)
    array("frames") { writer in
      for frame in trouble.frames { writer.value(frame) }
    }
  }
}
