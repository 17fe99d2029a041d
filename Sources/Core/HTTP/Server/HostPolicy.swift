/// Which host names may be used for a server, and which web pages may call it. A foreign page can make a browser reach
/// the loopback, through a name of its own that resolves there or directly; `Host` and `Origin` reveal both.
struct HostPolicy: Sendable {
    enum OriginVerdict {
        /// The server's own pages.
        case own
        /// A page that is allowed by its origin, which the browser must be told.
        case allowed
        case foreign
    }

    /// Names that are valid with the server's own port.
    private var ownNames: Set<String> = ["127.0.0.1", "localhost", "[::1]"]
    /// Names with ports, and names that are valid with every port.
    private let allowedHosts: Set<String>
    private let allowedOrigins: Set<String>
    private let scheme: String
    /// The schemes that its own pages may be loaded with. Without TLS here, a proxy in front may add it.
    private var ownSchemes: [String] { scheme == "https://" ? [scheme] : [scheme, "https://"] }
    private let standardPort: Int

    init(_ configuration: HTTPConfiguration) {
        allowedHosts = Set(configuration.allowedHosts.map { $0.lowercased() })
        allowedOrigins = Set(configuration.allowedOrigins.map { $0.lowercased() })
        (scheme, standardPort) = configuration.tls == nil ? ("http://", 80) : ("https://", 443)
        if case .tcp(let host, _) = configuration.address, !["0.0.0.0", "::", ""].contains(host) {
            ownNames.insert(host.contains(":") ? "[\(host.lowercased())]" : host.lowercased())
        }
    }

    /// Whether `Host` is valid on a connection to a port; the port is nil for a socket in the file system.
    func allows(host: String?, port: Int?) -> Bool {
        guard let host = host?.lowercased() else { return false }
        return isOwn(host, port) || allowedHosts.contains(host) || allowedHosts.contains(Self.parts(of: host).name)
    }

    /// - Parameter host: The host of the request, which ``allows(host:port:)`` has accepted. A page that was loaded
    ///   from the same host is the server's own; a proxy in front of it may use TLS with browsers.
    func verdict(onOrigin origin: String, host: String?, port: Int?) -> OriginVerdict {
        let origin = origin.lowercased()
        if let host = host?.lowercased(), ownSchemes.contains(where: { origin == $0 + host }) { return .own }
        if allowedOrigins.contains(origin) { return .allowed }
        guard origin.hasPrefix(scheme) else { return .foreign }
        return isOwn(String(origin.dropFirst(scheme.count)), port) ? .own : .foreign
    }

    private func isOwn(_ authority: String, _ port: Int?) -> Bool {
        let (name, stated) = Self.parts(of: authority)
        guard ownNames.contains(name) else { return false }
        guard let port else { return true }
        return (stated ?? String(standardPort)) == String(port)
    }

    /// The name, which may be an IPv6 address in brackets, and the port; an invalid port stays part of the name.
    private static func parts(of authority: String) -> (name: String, port: String?) {
        guard let colon = authority.utf8.lastIndex(of: UInt8(ascii: ":")) else { return (authority, nil) }
        let port = authority[authority.index(after: colon)...]
        guard !port.isEmpty, port.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            !authority.hasPrefix("[") || authority[..<colon].hasSuffix("]")
        else { return (authority, nil) }
        return (String(authority[..<colon]), String(port))
    }
}
