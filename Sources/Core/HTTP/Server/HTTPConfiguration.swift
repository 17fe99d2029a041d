/// Where and how a server is reached over HTTP.
package struct HTTPConfiguration: Sendable {
    /// What to listen on.
    package enum Address: Sendable, Hashable, CustomStringConvertible {
        /// A name or number of this machine, and a port; 0 for any free one.
        case tcp(host: String, port: Int)
        /// A stream socket that listens already, as a service manager hands over; closed at the end.
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
        /// The server's certificate, followed by those that lead to its issuer.
        package var certificateChainFile: String
        /// The private key of the first of them.
        package var privateKeyFile: String

        /// The two files.
        package init(certificateChainFile: String, privateKeyFile: String) {
            self.certificateChainFile = certificateChainFile
            self.privateKeyFile = privateKeyFile
        }
    }

    /// What to listen on.
    package var address: Address
    /// The names clients may call the server by in `Host`, beside those of the loopback with the port listened on:
    /// `name:port`, or `name` for every port.
    package var allowedHosts: [String] = []
    /// The origins of web pages that may call the server: `https://app.example.com`. Those of the server itself may always.
    package var allowedOrigins: [String] = []
    /// With TLS, HTTP/2 is spoken too where the client can.
    package var tls: TLS?
    /// Whether to listen beyond the loopback without an authorizer.
    package var allowsOpenNetwork = false
    /// What is said of a path that has no route; it should say which path people look for.
    package var unknownPath = "There is nothing at this path"
    /// Where a browser keeps the token of who has signed in.
    package var tokenCookie = TokenCookie(of: "server")
    /// The bounds on what clients may claim.
    package var limits = HTTPLimits()

    /// The loopback and a port; 0 for any free one.
    package init(port: Int) {
        address = .tcp(host: "127.0.0.1", port: port)
    }

    /// An address.
    package init(address: Address) {
        self.address = address
    }
}
