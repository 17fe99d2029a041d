import NIOCore

/// What a server listens on.
package struct HTTPListenAddress: Sendable, Hashable, CustomStringConvertible {
    /// The IP address, such as `127.0.0.1` or `::1`; nil for a socket in the file system.
    package let host: String?
    /// The port; nil for a socket in the file system.
    package let port: Int?
    /// Whether only this machine can reach it.
    package let isLoopback: Bool

    init(_ address: SocketAddress?) {
        host = address?.ipAddress
        port = address?.port
        isLoopback =
            switch address {
            case .v4?, .v6?: address?.ipAddress.map(HTTP.isLoopback) == true
            case .unixDomainSocket?: true
            case nil: false
            }
    }

    /// The address as part of a URL.
    package var description: String {
        guard let host, let port else { return "a local socket" }
        return host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
