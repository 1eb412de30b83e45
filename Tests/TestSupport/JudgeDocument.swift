/// What `labbook judge --json` prints.
package struct JudgeDocument: Decodable {
  package var claims: [RunDocument.Claim]
}
