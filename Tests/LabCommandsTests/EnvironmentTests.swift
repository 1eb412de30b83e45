import LabCommands
import Testing

@Suite struct EnvironmentTests {
  @Test(
    arguments: [
      (ColorMode.auto, true, ["TERM": "xterm"], true),
      (.auto, false, ["TERM": "xterm"], false),
      (.auto, true, ["TERM": "dumb"], false),
      (.auto, true, [:], false),
      (.auto, true, ["TERM": "xterm", "NO_COLOR": "1"], false),
      (.auto, true, ["TERM": "xterm", "NO_COLOR": ""], true),
      (.always, false, ["NO_COLOR": "1", "TERM": "dumb"], true),
      (.never, true, ["TERM": "xterm"], false),
    ] as [(ColorMode, Bool, [String: String], Bool)])
  func coloursFollowTheTerminalAndTheUser(
    mode: ColorMode, isTerminal: Bool, variables: [String: String], isOn: Bool
  ) {
    let environment = Environment { variables[$0] }
    #expect(mode.isOn(isTerminal: isTerminal, environment: environment) == isOn)
  }

  @Test(
    arguments: [
      (["LANG": "en_GB.UTF-8"], true), (["LANG": "C.utf8"], true), (["LANG": "C"], false),
      ([:], false), (["LANG": "en_GB.UTF-8", "LC_ALL": "C"], false),
      (["LANG": "C", "LC_CTYPE": "C.UTF-8"], true), (["LANG": "C.UTF-8", "LC_ALL": ""], true),
    ] as [([String: String], Bool)])
  func signsAreASCIIUnlessTheLocaleIsUTF8(variables: [String: String], isUTF8: Bool) {
    #expect(Environment { variables[$0] }.isUTF8 == isUTF8)
  }
}
