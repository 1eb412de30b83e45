package import LabEvidence
import LabModel

extension JSONWriter {
  /// A packet of a list as an object.
  package mutating func value(_ packet: ListedPacket, of run: RunRow) {
    object { writer in
      writer.member("row", packet.row.number)
      writer.member("time_ns", packet.row.time - run.start)
      writer.member("host", packet.host)
      writer.member("interface", packet.interface)
      writer.member("direction", packet.row.direction.isLeaving ? "leaving" : "entering")
      writer.member("length", packet.row.length)
      writer.member("summary", packet.line)
      writer.member("frame", Base64.encoded(packet.row.bytes))
    }
  }

  /// A packet with its layers and its path as an object; the shape is in docs/commands.md.
  package mutating func value(_ packet: ExaminedPacket) {
    let row = packet.row
    object { writer in
      writer.member("run", packet.run.id)
      writer.member("row", row.number)
      writer.member("time_ns", row.time - packet.run.start)
      writer.member("host", packet.host)
      writer.member("interface", packet.interface)
      writer.member("direction", row.direction.isLeaving ? "leaving" : "entering")
      writer.member("length", row.length)
      writer.member("summary", packet.line)
      writer.member("frame", Base64.encoded(row.bytes))
      writer.member("step", packet.moment?.step.number)
      writer.member("attempt", packet.moment?.attempt)
      writer.member("after_step", packet.moment?.isAfter)
      writer.member("flow_previous", packet.flowPrevious)
      writer.member("flow_next", packet.flowNext)
      writer.array("claims") { writer in
        for claim in packet.claims {
          writer.object { writer in
            writer.member("number", claim.number)
            writer.member("text", claim.text)
            writer.member("answer", claim.answer.rawValue)
          }
        }
      }
      writer.array("layers") { writer in
        for layer in packet.layers { writer.value(layer) }
      }
      writer.key("path")
      writer.path(of: packet)
    }
  }

  private mutating func value(_ layer: PacketLayer) {
    object { writer in
      writer.member("name", layer.name)
      writer.member("offset", layer.range.lowerBound)
      writer.member("length", layer.range.count)
      writer.member("quoted", layer.isQuoted)
      writer.member("note", layer.note)
      writer.fields(layer.fields)
    }
  }

  private mutating func fields(_ fields: [PacketField]) {
    array("fields") { writer in
      for field in fields {
        writer.object { writer in
          writer.member("name", field.name)
          writer.member("value", field.value)
          writer.member("meaning", field.meaning)
          writer.member("checksum", field.checksum?.code)
          writer.member("offset", field.range.lowerBound)
          writer.member("length", field.range.count)
          if !field.fields.isEmpty { writer.fields(field.fields) }
        }
      }
    }
  }

  private mutating func path(of packet: ExaminedPacket) {
    let path = packet.path
    let json = PathJSON(names: InterfaceNames(packet.outline), start: packet.run.start)
    object { writer in
      json.members(path.journey, to: &writer)
      writer.array("ends") { writer in
        for end in path.ends {
          writer.object { writer in
            writer.member("row", path.journey.hops[end.hop].packet)
            writer.member("end", end.kind.rawValue)
          }
        }
      }
      writer.member("first_looked_at", path.looked.lowerBound)
      writer.member("last_looked_at", path.looked.upperBound)
      writer.member("cut", path.isCut)
    }
  }
}
