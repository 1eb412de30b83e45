/// An IPv4 or IPv6 address.
package enum IPAddress: Sendable, Hashable {
  case v4(UInt32)
  /// The upper and the lower half.
  case v6(UInt64, UInt64)
}
