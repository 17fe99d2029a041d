package import Async

/// Where a server listens for HTTP, and how.
package struct HTTPConfiguration: Sendable {
    /// What to listen on.
    package enum Address: Sendable, Hashable, CustomStringConvertible {
        /// A name or number of this machine, and a port; 0 for any free one.
        case tcp(host: String, port: Int)
        /// A stream socket that is already listening, such as one from a service manager; it is closed at the end.
        case listening(descriptor: Int32)

        /// The address for people.
        package var description: String {
            switch self {
            case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
            case .listening(let descriptor): "the socket \(descriptor)"
            }
        }
    }

    /// The files TLS needs, in PEM.
    package struct TLS: Sendable, Hashable {
        /// The server's certificate, followed by the intermediate ones.
        package var certificateChainFile: String
        /// The private key of the server's certificate.
        package var privateKeyFile: String

        /// The two files.
        package init(certificateChainFile: String, privateKeyFile: String) {
            self.certificateChainFile = certificateChainFile
            self.privateKeyFile = privateKeyFile
        }
    }

    /// What to listen on.
    package var address: Address
    /// The names clients may use in `Host`, besides those of the loopback with the server's own port: `name:port`, or
    /// `name` for every port.
    package var allowedHosts: [String] = []
    /// The origins of web pages that may call the server: `https://app.example.com`. The server's own pages always may.
    package var allowedOrigins: [String] = []
    /// With TLS, clients may also use HTTP/2.
    package var tls: TLS?
    /// Whether to listen beyond the loopback without an authorizer.
    package var allowsOpenNetwork = false
    /// The answer for a path without a route; it should name the path that people probably look for.
    package var unknownPath = "There is nothing at this path"
    /// The cookie in which a browser keeps its user's token.
    package var tokenCookie = TokenCookie(of: "server")
    /// The limits for clients.
    package var limits = HTTPLimits()
    /// The limits on the memory that bodies take.
    package var memory = ByteBudget()

    /// The loopback and a port; 0 for any free one.
    package init(port: Int) {
        address = .tcp(host: "127.0.0.1", port: port)
    }

    /// An address.
    package init(address: Address) {
        self.address = address
    }
}
