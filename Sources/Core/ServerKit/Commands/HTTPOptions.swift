import ArgumentParser

/// The flags of `serve` for HTTP and for the bounds on calls.
struct HTTPOptions: ParsableArguments {
    @Option(
        name: .customLong("http"),
        help: ArgumentHelp(
            "Serve Streamable HTTP on HOST:PORT instead of stdin and stdout; port 0 takes a free one. [HTTP_ADDRESS]",
            valueName: "address"
        )
    )
    var address: String?

    @Flag(name: .customLong("stdio"), help: "Serve stdin and stdout beside HTTP; the server ends when they do. [STDIO]")
    var servesStdio = false

    @Option(
        name: .customLong("allowed-host"),
        help: ArgumentHelp(
            "A name clients may call the server by, beside the loopback's. [ALLOWED_HOSTS]",
            valueName: "host"
        )
    )
    var allowedHosts: [String] = []

    @Option(
        name: .customLong("allowed-origin"),
        help: ArgumentHelp("A web page's origin that may call the server. [ALLOWED_ORIGINS]", valueName: "origin")
    )
    var allowedOrigins: [String] = []

    @Option(help: ArgumentHelp("The server's certificate chain in PEM; HTTPS is served. [TLS_CERT]", valueName: "file"))
    var tlsCert: String?

    @Option(help: ArgumentHelp("The certificate's private key in PEM. [TLS_KEY]", valueName: "file"))
    var tlsKey: String?

    @Option(help: ArgumentHelp("Calls a second for each caller; no limit if not given. [RATE_LIMIT]"))
    var rateLimit: String?

    @Option(
        help: ArgumentHelp("Seconds one call may take; no limit if not given. [CALL_TIMEOUT]", valueName: "seconds")
    )
    var callTimeout: String?

    @Option(help: ArgumentHelp("Calls that run at the same time; the others wait: 64 if not given. [CALL_CONCURRENCY]"))
    var callConcurrency: String?

    /// What was given, by the names of the variables.
    var values: [String: String?] {
        [
            "HTTP_ADDRESS": address, "STDIO": servesStdio ? "true" : nil, "ALLOWED_HOSTS": joined(allowedHosts),
            "ALLOWED_ORIGINS": joined(allowedOrigins), "TLS_CERT": tlsCert, "TLS_KEY": tlsKey, "RATE_LIMIT": rateLimit,
            "CALL_TIMEOUT": callTimeout, "CALL_CONCURRENCY": callConcurrency,
        ]
    }

    private func joined(_ values: [String]) -> String? { values.isEmpty ? nil : values.joined(separator: ",") }

    static let discussion = """
        Over HTTP callers must show a bearer token where MCP_AUTH_TOKEN, MCP_AUTH_TOKEN_FILE (a token, or lines NAME \
        SCOPE[,SCOPE] TOKEN; read again at SIGHUP) or OAUTH_ISSUER with OAUTH_AUDIENCE (and OAUTH_JWKS_URL, \
        OAUTH_ALGORITHMS, OAUTH_SCOPE_PREFIX, OAUTH_CLOCK_SKEW) is set; without, only the loopback is served.
        """
}
