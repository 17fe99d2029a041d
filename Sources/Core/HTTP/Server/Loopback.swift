import NIOCore

/// Whether a host name or address can be reached only from the same machine. `localhost` is trusted to be the loopback;
/// other names are not looked up.
package func isLoopback(_ host: String) -> Bool {
    var host = host.lowercased()
    if host == "localhost" { return true }
    if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
    // This gives the canonical text of the address, however it was written.
    guard let address = try? SocketAddress(ipAddress: host, port: 0), let text = address.ipAddress else { return false }
    switch address {
    case .v4: return text.hasPrefix("127.")
    case .v6: return text == "::1" || text.hasPrefix("::ffff:127.")
    case .unixDomainSocket: return false
    }
}
