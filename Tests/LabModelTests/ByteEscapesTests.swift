import LabModel
import Testing

@Suite struct ByteEscapesTests {
  @Test func everyByteSurvivesBeingEscaped() throws {
    for first in UInt8.min...UInt8.max where first != 0x0a {
      for second: UInt8 in [0x00, 0x5c, 0x61, 0x80, 0xff] {
        let bytes = [first, second, first]
        #expect(try ByteEscapes.bytes(of: ByteEscapes.text(for: bytes)) == bytes)
      }
    }
    let text = "Grüße, \u{202e}Welt 🧪 \u{2028}"
    #expect(try ByteEscapes.bytes(of: ByteEscapes.text(for: text.utf8)) == Array(text.utf8))
  }

  @Test(arguments: [("a\\q", 1), ("\\", 0), ("ab\\x1", 2), ("\\u{110000}", 0), ("\\u12", 0)])
  func whatIsNoEscapeIsNamed(_ text: String, _ offset: Int) {
    #expect(throws: ByteEscapeFailure(offset: offset)) { try ByteEscapes.bytes(of: text) }
  }
}
