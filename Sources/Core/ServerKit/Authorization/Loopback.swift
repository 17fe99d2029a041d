import NIOCore

/// Whether a host name or address can be reached from the same machine alone. `localhost` is trusted to be what its
/// name says; no other name is looked up.
func isLoopback(_ host: String) -> Bool {
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

/// Why a server must not listen on a host: whoever reaches it could do everything. Nil where it may.
///
/// - Parameters:
///   - host: A name, an address, or the path of a Unix socket, whose permissions say who may reach it.
///   - isAuthorized: Whether requests must carry a token.
func refusalToBind(host: String, isAuthorized: Bool) -> String? {
    let isSocket = ["/", "./", "../", "unix:"].contains { host.hasPrefix($0) }
    if isAuthorized || isSocket || isLoopback(host) { return nil }
    let name = host.isEmpty ? "all addresses" : host
    return """
        Listening on \(name) would let anyone who can reach this machine use the server. Listen on 127.0.0.1, or set \
        MCP_AUTH_TOKEN_FILE (or MCP_AUTH_TOKEN, or OAUTH_ISSUER and OAUTH_AUDIENCE), so that callers must show a token.
        """
}
