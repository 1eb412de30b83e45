import Foundation
import LabReport
import Testing

@Suite struct JUnitReportTests {
  @Test func aParserOfXMLReadsHostileOutput() throws {
    let text = try #require(HostileRun.run.document(.junit))
    let program = """
      import sys, xml.etree.ElementTree as E
      root = E.fromstring(sys.stdin.buffer.read())
      print(root.tag, root.get('tests'), root.get('failures'), root.get('errors'), root.get('skipped'))
      for suite in root:
        cases = suite.findall('testcase')
        kinds = [c[0].tag if len(c) else 'ok' for c in cases]
        print(suite.tag, suite.get('tests'), suite.get('time'), *kinds)
        assert len(cases) == int(suite.get('tests'))
        assert all(c.get('name') and c.get('classname') for c in cases)
      """
    let read = try #require(try HostileRun.python(program, input: text))
    #expect(
      read == """
        testsuites 11 2 2 4
        testsuite 9 1.234 ok failure skipped ok failure error skipped skipped ok
        testsuite 1 0.000 skipped
        testsuite 1 0.000 error
        testsuite 0 0.000

        """)
  }

  @Test func whatXMLCannotHoldIsShown() throws {
    let text = try #require(HostileRun.run.document(.junit))
    #expect(text.contains("\\x00\\x01\\x1b[31m]]&gt;&amp;&lt;&quot;'\\u{fffe}\\u{ffff}\\u{202e}"))
    let allowed = text.unicodeScalars.allSatisfy { scalar in
      scalar == "\n" || (scalar.value >= 0x20 && scalar.value != 0x7F)
    }
    #expect(allowed)
  }
}

@Suite struct ReportedJSONTests {
  @Test func fractionsHaveFourDigits() {
    let text = JSONWriter.text { writer in
      writer.object { writer in
        writer.member("a", fraction: 0)
        writer.member("b", fraction: 1)
        writer.member("c", fraction: 0.03125)
        writer.member("d", fraction: nil)
      }
    }
    #expect(text == #"{"a": 0.0000, "b": 1.0000, "c": 0.0313, "d": null}"#)
  }

  @Test func repeatsAreReadable() throws {
    let text = JSONWriter.text { $0.value(RepeatGroup(HostileRun.results)) }
    let document = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    #expect(document?["repeats"] as? Int == 4)
  }
}
