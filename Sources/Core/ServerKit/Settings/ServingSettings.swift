import FoundationEssentials
import HTTP

/// What a server serves, and within which limits.
struct ServingSettings: Sendable {
    /// Where HTTP is served.
    struct Address: Sendable, Hashable {
        /// A name or an address; IPv6 without brackets.
        var host: String
        /// 0 for any free port.
        var port: Int

        /// Reads `HOST:PORT`, `[IPv6]:PORT`, or a port alone, which means the loopback.
        init?(_ text: String) {
            let portText: Substring
            if let colon = text.lastIndex(of: ":") {
                var host = text[..<colon]
                if host.hasPrefix("["), host.hasSuffix("]") {
                    host = host.dropFirst().dropLast()
                } else if host.contains(":") {
                    return nil
                }
                self.host = host.isEmpty ? "127.0.0.1" : String(host)
                portText = text[text.index(after: colon)...]
            } else {
                host = "127.0.0.1"
                portText = text[...]
            }
            guard let port = UInt16(portText) else { return nil }
            self.port = Int(port)
        }
    }

    /// Where HTTP is served; nil where it is not.
    let http: Address?
    /// Whether standard input and output are served; nil to serve them only where HTTP is not.
    let stdio: Bool?
    /// Host names by which clients may call the server, besides those of the loopback.
    let allowedHosts: [String]
    /// Origins of pages that may call it from a browser.
    let allowedOrigins: [String]
    /// The certificate chain and the private key, both as PEM files.
    let tls: (certificate: String, key: String)?
    /// Calls per second of tools, resources, prompts and completion for each caller; nil for no limit.
    let rateLimit: Double?
    /// How long one call may take; nil for no limit.
    let callTimeout: Duration?
    /// How long one call of a tool that may take long may take; nil for no limit.
    let longCallTimeout: Duration?
    /// How long the work of one call may take that may outlast the call; nil for no limit.
    let taskTimeout: Duration?
    /// How many calls run at the same time.
    let callConcurrency: Int
    /// The most bytes that requests and answers hold in memory at once, in all.
    let callMemory: Int
    /// The most of those bytes that one caller holds.
    let callerMemory: Int

    init(_ sources: SettingSources) throws(SettingsError) {
        http = try Self.address.read(sources)
        stdio = try Self.servesStdio.read(sources)
        allowedHosts = try Self.hosts.read(sources) ?? []
        allowedOrigins = try Self.origins.read(sources) ?? []
        switch (try Self.certificate.read(sources), try Self.key.read(sources)) {
        case (nil, nil): tls = nil
        case (let certificate?, let key?): tls = (certificate, key)
        default: throw SettingsError("TLS needs both TLS_CERT and TLS_KEY, each a file in PEM format.")
        }
        rateLimit = try Self.rate.read(sources)
        let timeout = try Self.timeout.read(sources)
        callTimeout = timeout.limit(default: .seconds(60))
        // A limit that is set holds for all calls, unless long ones have their own.
        let longTimeout = try Self.longTimeout.read(sources)
        longCallTimeout = longTimeout.limit(default: timeout.limit(default: .seconds(600)))
        taskTimeout = longTimeout.limit(default: timeout.limit(default: .seconds(86_400)))
        callConcurrency = try Self.concurrency.read(sources)
        callMemory = try Self.memory.read(sources) << 20
        callerMemory = try Self.memoryOfCaller.read(sources) << 20
    }
}

extension ServingSettings {
    /// How many tasks a process goes on with at the same time that other processes have left.
    var takenTasks: Int { max(1, callConcurrency / 4) }
}

extension ServingSettings: SettingGroup {
    private static let address = Setting(
        "HTTP_ADDRESS",
        flag: .option("http", value: "address"),
        "Serve HTTP on HOST:PORT instead of stdin and stdout; port 0 takes a free one"
    ) { given throws(SettingsError) -> Address? in
        guard let given else { return nil }
        guard let address = Address(given.text) else {
            throw given.error("must be HOST:PORT, as in 127.0.0.1:8080")
        }
        return address
    }
    private static let servesStdio = Setting.flag(
        "STDIO",
        flag: .isSet("stdio"),
        "Serve stdin and stdout besides HTTP; the server exits when they close"
    )
    private static let hosts = Setting.list(
        "ALLOWED_HOSTS",
        flag: .list("allowed-host", value: "host"),
        expected: "must be host names, each with a port or without, as in mcp.example.com; names beyond ASCII as xn--…",
        "A host name clients may call the server by, besides those of the loopback"
    ) { Authority($0)?.text }
    private static let origins = Setting.list(
        "ALLOWED_ORIGINS",
        flag: .list("allowed-origin", value: "origin"),
        expected: "must be origins without a path or a pattern, as in https://app.example.com",
        "The origin of a web page that may call the server"
    ) { WebOrigin($0)?.text }
    private static let certificate = Setting.text(
        "TLS_CERT",
        flag: .option("tls-cert", value: "file"),
        "The server's certificate chain in PEM format; turns on HTTPS"
    )
    private static let key = Setting.text(
        "TLS_KEY",
        flag: .option("tls-key", value: "file"),
        "The certificate's private key in PEM format"
    )
    private static let rate = Setting.number(
        "RATE_LIMIT",
        in: 0.001...1_000_000,
        flag: .option("rate-limit", value: "calls"),
        defaultText: "no limit",
        "Calls per second for each caller"
    )
    private static let timeout = timeLimit(
        "CALL_TIMEOUT",
        flag: "call-timeout",
        defaultText: "60",
        "Seconds one call may take; 0 for no limit"
    )
    private static let longTimeout = timeLimit(
        "LONG_CALL_TIMEOUT",
        flag: "long-call-timeout",
        defaultText: "CALL_TIMEOUT where that is set, else 600, and a day for tasks",
        "Seconds a call may take that embeds texts or changes many rows; 0 for no limit"
    )
    private static let concurrency = Setting.integer(
        "CALL_CONCURRENCY",
        in: 1...10_000,
        flag: .option("call-concurrency", value: "calls"),
        default: 64,
        "Calls that run at the same time; the others wait"
    )

    private static let memory = Setting.integer(
        "CALL_MEMORY",
        in: 64...1_048_576,
        flag: .option("call-memory", value: "mebibytes"),
        default: 512,
        "MiB that all requests and answers may hold in memory at once; what does not fit is refused"
    )
    private static let memoryOfCaller = Setting.integer(
        "CALLER_MEMORY",
        in: 64...1_048_576,
        flag: .option("caller-memory", value: "mebibytes"),
        default: 256,
        "MiB of CALL_MEMORY that one caller may hold"
    )

    private static func timeLimit(
        _ variable: String,
        flag: String,
        defaultText: String,
        _ meaning: String
    ) -> Setting<TimeLimitSetting> {
        Setting(
            variable,
            flag: .option(flag, value: "seconds"),
            defaultText: defaultText,
            meaning
        ) { given throws(SettingsError) in
            guard let given else { return .notSet }
            guard let seconds = Double(given.text), seconds == 0 || (0.001...86_400).contains(seconds) else {
                throw given.error("must be a number from 0.001 to 86400, or 0 for no limit")
            }
            return seconds == 0 ? .none : .limit(.seconds(seconds))
        }
    }

    static var declarations: [any SettingDeclaration] {
        [
            address, servesStdio, hosts, origins, certificate, key, rate, timeout, longTimeout, concurrency, memory,
            memoryOfCaller,
        ]
            + authorization + [RequestStateSettings.key]
    }

    /// Authorization reads these itself; they are declared here so that help shows them.
    private static let authorization: [any SettingDeclaration] = [
        Setting.text(
            "MCP_AUTH_TOKEN",
            defaultText: "loopback only",
            "A bearer token that callers over HTTP must send, and that allows everything"
        ),
        Setting.text(
            "MCP_AUTH_TOKEN_FILE",
            "A file of mode 600 with one token, or lines NAME SCOPE[,SCOPE] TOKEN; read again on SIGHUP"
        ),
        Setting.text("OAUTH_ISSUER", "The issuer whose access tokens (JWT) callers over HTTP may send"),
        Setting.text("OAUTH_AUDIENCE", "The URL of this server, which those tokens must name as their audience"),
        Setting.text("OAUTH_JWKS_URL", defaultText: "what the issuer publishes", "Where the issuer's keys are"),
        Setting.text(
            "OAUTH_ALGORITHMS",
            defaultText: "RS256, PS256, ES256, ES384, EdDSA",
            "The algorithms that tokens may be signed with, comma-separated"
        ),
        Setting.text("OAUTH_SCOPE_PREFIX", "The prefix of read, write and admin in the issuer's scopes"),
        Setting.text("OAUTH_CLOCK_SKEW", defaultText: "60", "Seconds that the issuer's clock may be off"),
    ]
}
