import HTTP

/// Why a server must not listen on a host, because anyone who reaches it could do everything; nil where it may.
///
/// - Parameters:
///   - host: A name, an address, or the path of a Unix socket, whose permissions say who may reach it.
///   - isAuthorized: Whether requests must carry a token.
package func refusalToBind(host: String, isAuthorized: Bool) -> String? {
    let isSocket = ["/", "./", "../", "unix:"].contains { host.hasPrefix($0) }
    if isAuthorized || isSocket || isLoopback(host) { return nil }
    let name = host.isEmpty ? "all addresses" : host
    return """
        Listening on \(name) would let anyone who can reach this machine use the server. Listen on 127.0.0.1, or set \
        MCP_AUTH_TOKEN_FILE (or MCP_AUTH_TOKEN, or OAUTH_ISSUER and OAUTH_AUDIENCE), so that callers must send a token.
        """
}
