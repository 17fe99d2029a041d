/// By which names a server may be called, and by whose web pages. A page of somebody else can make a browser reach the
/// loopback, by a name of its own that leads there or by simply asking; both show in `Host` and `Origin`.
struct HostPolicy: Sendable {
    enum OriginVerdict {
        /// The server's own pages.
        case own
        /// A page that is allowed by name, which a browser must be told.
        case allowed
        case foreign
    }

    /// Names that are good with the port listened on.
    private var ownNames: Set<String> = ["127.0.0.1", "localhost", "[::1]"]
    /// Names with ports, and names that are good with every port.
    private let allowedHosts: Set<String>
    private let allowedOrigins: Set<String>
    private let scheme: String
    /// Those that its own pages may be loaded by. Without TLS here there may be a proxy that has it.
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

    /// Whether `Host` is good on a connection to a port; nil for a socket in the file system, which has none.
    func allows(host: String?, port: Int?) -> Bool {
        guard let host = host?.lowercased() else { return false }
        return isOwn(host, port) || allowedHosts.contains(host) || allowedHosts.contains(Self.parts(of: host).name)
    }

    /// - Parameter host: What the request calls the server, which ``allows(host:port:)`` has let through. A page that was
    ///   loaded by the same name is the server's own; a proxy in front of it may speak TLS to browsers.
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

    /// The name and the port of what may be a number of IPv6 in brackets; a port that is none stays with the name.
    private static func parts(of authority: String) -> (name: String, port: String?) {
        guard let colon = authority.utf8.lastIndex(of: UInt8(ascii: ":")) else { return (authority, nil) }
        let port = authority[authority.index(after: colon)...]
        guard !port.isEmpty, port.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            !authority.hasPrefix("[") || authority[..<colon].hasSuffix("]")
        else { return (authority, nil) }
        return (String(authority[..<colon]), String(port))
    }
}
