import Foundation
import LabReport
import Testing

@Suite struct JSONWriterTests {
  @Test(arguments: [
    ("plain", #""plain""#),
    ("quote \" back \\", #""quote \" back \\""#),
    ("\n\r\t", #""\n\r\t""#),
    ("\u{00}\u{1B}\u{1F}", #""\u0000\u001b\u001f""#),
    ("\u{7F}\u{9B}", #""\u007f\u009b""#),
    ("\u{2028}\u{2029}", #""\u2028\u2029""#),
    ("\u{61C}\u{200F}\u{202E}\u{2066}", #""\u061c\u200f\u202e\u2066""#),
    ("Grüße 😀", #""Grüße 😀""#),
  ])
  func stringsAreEscapedWhereTheyMust(text: String, json: String) throws {
    let written = JSONWriter.text { $0.value(text) }
    #expect(written == json)
    let read = try JSONSerialization.jsonObject(
      with: Data(written.utf8), options: .fragmentsAllowed)
    #expect(read as? String == text)
  }

  @Test func bytesThatAreUTF8AreTextAlone() {
    let written = JSONWriter.text { writer in
      writer.object { $0.member("bytes", bytes: Array("a\u{1B}b\n".utf8)) }
    }
    #expect(written == #"{"bytes": {"text": "a\u001bb\n"}}"#)
  }

  @Test func otherBytesKeepTheirValueInBase64() throws {
    let bytes: [UInt8] = [0x61, 0xFF, 0x00, 0xC3]
    let written = JSONWriter.text { writer in
      writer.object { $0.member("bytes", bytes: bytes) }
    }
    #expect(
      written == "{\"bytes\": {\"text\": \"a\u{FFFD}\\u0000\u{FFFD}\", \"base64\": \"Yf8Aww==\"}}")
    #expect(Array(try #require(Data(base64Encoded: "Yf8Aww=="))) == bytes)
  }

  @Test(arguments: 0..<8)
  func base64AgreesWithAnotherImplementation(count: Int) {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 97 + 200) }
    #expect(Base64.encoded(bytes) == Data(bytes).base64EncodedString())
  }

  @Test func membersStandInTheOrderInWhichTheyAreWritten() {
    let written = JSONWriter.text { writer in
      writer.object { writer in
        writer.member("z", 1)
        writer.member("a", true)
        writer.member("m", nil as String?)
        writer.array("list") { writer in
          writer.value(1)
          writer.value("two")
          writer.object { _ in }
          writer.array { _ in }
        }
      }
    }
    #expect(written == #"{"z": 1, "a": true, "m": null, "list": [1, "two", {}, []]}"#)
  }

  @Test func outerContainersHaveALineForEachMember() {
    let written = JSONWriter.text(lineDepth: 2) { writer in
      writer.object { writer in
        writer.member("count", 2)
        writer.array("runs") { writer in
          for number in 1...2 { writer.object { $0.member("number", number) } }
        }
        writer.array("none") { _ in }
      }
    }
    #expect(
      written == """
        {
          "count": 2,
          "runs": [
            {"number": 1},
            {"number": 2}
          ],
          "none": []
        }
        """)
  }

  @Test func aLongDocumentGoesOutInPieces() throws {
    var pieces: [[UInt8]] = []
    var writer = JSONWriter { pieces.append($0) }
    writer.array { writer in
      for number in 0..<20_000 { writer.value("entry \(number)") }
    }
    writer.finish()
    #expect(pieces.count > 3)
    let read = try JSONSerialization.jsonObject(with: Data(pieces.flatMap { $0 }))
    #expect((read as? [String])?.count == 20_000)
  }
}
