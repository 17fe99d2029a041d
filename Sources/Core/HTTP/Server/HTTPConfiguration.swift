/// Where and how a server is reached over HTTP.
public struct HTTPConfiguration: Sendable {
    /// What to listen on.
    public enum Address: Sendable, Hashable, CustomStringConvertible {
        /// A name or number of this machine, and a port; 0 for any free one.
        case tcp(host: String, port: Int)
        /// A stream socket that listens already, as a service manager hands over; closed at the end.
        case listening(descriptor: Int32)

        /// The address for people.
        public var description: String {
            switch self {
            case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
            case .listening(let descriptor): "the socket \(descriptor)"
            }
        }
    }

    /// The files TLS needs, in PEM.
    public struct TLS: Sendable, Hashable {
        /// The server's certificate, followed by those that lead to its issuer.
        public var certificateChainFile: String
        /// The private key of the first of them.
        public var privateKeyFile: String

        /// The two files.
        public init(certificateChainFile: String, privateKeyFile: String) {
            self.certificateChainFile = certificateChainFile
            self.privateKeyFile = privateKeyFile
        }
    }

    /// What to listen on.
    public var address: Address
    /// The names clients may call the server by in `Host`, beside those of the loopback with the port listened on:
    /// `name:port`, or `name` for every port.
    public var allowedHosts: [String] = []
    /// The origins of web pages that may call the server: `https://app.example.com`. Those of the server itself may always.
    public var allowedOrigins: [String] = []
    /// With TLS, HTTP/2 is spoken too where the client can.
    public var tls: TLS?
    /// Whether to listen beyond the loopback without an authorizer.
    public var allowsOpenNetwork = false
    /// What is said of a path that has no route; it should say which path people look for.
    package var unknownPath = "There is nothing at this path"
    /// Where a browser keeps the token of who has signed in.
    package var tokenCookie = TokenCookie(of: "server")
    /// The bounds on what clients may claim.
    public var limits = HTTPLimits()

    /// The loopback and a port; 0 for any free one.
    public init(port: Int) {
        address = .tcp(host: "127.0.0.1", port: port)
    }

    /// An address.
    public init(address: Address) {
        self.address = address
    }
}
