import FoundationEssentials

/// What a server serves, and the bounds it keeps.
struct ServingSettings: Sendable {
    /// Where HTTP is served.
    struct Address: Sendable, Hashable {
        /// A name or an address, IPv6 without brackets.
        var host: String
        /// 0 for any that is free.
        var port: Int

        /// Reads `HOST:PORT`, `[IPv6]:PORT`, or a port alone, which is on the loopback.
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

    /// HTTP_ADDRESS; nil where HTTP is not served.
    let http: Address?
    /// STDIO: whether standard input and output are served; nil for where HTTP is not.
    let stdio: Bool?
    /// ALLOWED_HOSTS: names by which the server may be called, beside those of the loopback.
    let allowedHosts: [String]
    /// ALLOWED_ORIGINS: pages that may call it from a browser.
    let allowedOrigins: [String]
    /// TLS_CERT and TLS_KEY: files in PEM format.
    let tls: (certificate: String, key: String)?
    /// RATE_LIMIT: calls of tools, resources, prompts and completion a second for each caller; nil for no limit.
    let rateLimit: Double?
    /// CALL_TIMEOUT: how long one call may take; nil for no limit.
    let callTimeout: Duration?
    /// CALL_CONCURRENCY: how many calls run at the same time.
    let callConcurrency: Int

    init(sources: SettingSources) throws(SettingsError) {
        if let (_, text, source) = sources.value(of: "HTTP_ADDRESS") {
            guard let address = Address(text) else {
                throw SettingsError(
                    "The address of HTTP must be HOST:PORT, as in 127.0.0.1:8080 (got \"\(text)\" from the \(source))."
                )
            }
            http = address
        } else {
            http = nil
        }
        stdio = try sources.flag("STDIO")
        allowedHosts = sources.list("ALLOWED_HOSTS") ?? []
        allowedOrigins = sources.list("ALLOWED_ORIGINS") ?? []
        switch (sources.string("TLS_CERT"), sources.string("TLS_KEY")) {
        case (nil, nil): tls = nil
        case (let certificate?, let key?): tls = (certificate, key)
        default: throw SettingsError("TLS needs both TLS_CERT and TLS_KEY, each a file in PEM format.")
        }
        rateLimit = try sources.number("RATE_LIMIT", in: 0.001...1_000_000)
        callTimeout = try sources.number("CALL_TIMEOUT", in: 0.001...86_400).map { .seconds($0) }
        callConcurrency = Int(try sources.number("CALL_CONCURRENCY", in: 1...10_000) ?? 64)
    }
}
