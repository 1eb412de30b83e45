import Glibc

/// Calls `body` with a null-terminated array of C strings, as execve(2) wants it.
package func withCStrings<Result>(
  _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
  var pointers = strings.map { strdup($0) }
  pointers.append(nil)
  defer { for pointer in pointers { free(pointer) } }
  return pointers.withUnsafeBufferPointer { buffer in
    // The array ends in nil, so it is never empty and has an address.
    guard let base = buffer.baseAddress else { preconditionFailure("no array") }
    return body(base)
  }
}
