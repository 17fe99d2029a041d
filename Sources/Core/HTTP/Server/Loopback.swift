import NIOCore

/// Whether a host name or address can be reached from the same machine alone. `localhost` is trusted to be what its
/// name says; no other name is looked up.
package func isLoopback(_ host: String) -> Bool {
    var host = host.lowercased()
    if host == "localhost" { return true }
    if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
    // Its text is the one way to write the address, whatever way was taken here.
    guard let address = try? SocketAddress(ipAddress: host, port: 0), let text = address.ipAddress else { return false }
    switch address {
    case .v4: return text.hasPrefix("127.")
    case .v6: return text == "::1" || text.hasPrefix("::ffff:127.")
    case .unixDomainSocket: return false
    }
}
