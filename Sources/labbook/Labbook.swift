import LabCommands

@main
enum Labbook {
  static func main() { CommandLineTool.main() }
}
