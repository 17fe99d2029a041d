extension OAuthConfiguration {
    /// Reads the settings; nil where there are none.
    init?(_ setting: (String) -> String?) throws(AuthorizationSettingsError) {
        guard let issuer = setting("OAUTH_ISSUER") else {
            let others = [
                "OAUTH_AUDIENCE", "OAUTH_JWKS_URL", "OAUTH_ALGORITHMS", "OAUTH_SCOPE_PREFIX", "OAUTH_CLOCK_SKEW",
            ]
            if let orphan = others.first(where: { setting($0) != nil }) {
                throw AuthorizationSettingsError("\(orphan) is set, but OAUTH_ISSUER is not; set both or neither.")
            }
            return nil
        }
        if let flaw = TrustedURL.flaw(in: issuer) { throw AuthorizationSettingsError("OAUTH_ISSUER \(flaw).") }
        if issuer.contains("?") { throw AuthorizationSettingsError("OAUTH_ISSUER must have no query (?).") }
        guard let audience = setting("OAUTH_AUDIENCE") else {
            throw AuthorizationSettingsError(
                "OAUTH_ISSUER needs OAUTH_AUDIENCE: the URL of this server, such as https://mcp.example.com/mcp, that "
                    + "tokens must be for. Without it, tokens meant for any other server would pass."
            )
        }
        if let flaw = TrustedURL.flaw(in: audience) {
            throw AuthorizationSettingsError("OAUTH_AUDIENCE \(flaw).")
        }
        self.init(issuer: issuer, audience: audience)
        if let url = setting("OAUTH_JWKS_URL") {
            if let flaw = TrustedURL.flaw(in: url) { throw AuthorizationSettingsError("OAUTH_JWKS_URL \(flaw).") }
            keysURL = url
        }
        if let names = setting("OAUTH_ALGORITHMS") { algorithms = try Self.algorithms(names) }
        if let prefix = setting("OAUTH_SCOPE_PREFIX") {
            // The characters that a scope may contain (RFC 6749, section 3.3).
            guard prefix.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != 0x22 && $0 != 0x5C }) else {
                throw AuthorizationSettingsError(
                    "OAUTH_SCOPE_PREFIX must be printable ASCII without spaces, quotes and backslashes."
                )
            }
            scopePrefix = prefix
        }
        if let text = setting("OAUTH_CLOCK_SKEW") {
            guard let seconds = Int(text), (0...300).contains(seconds) else {
                throw AuthorizationSettingsError("OAUTH_CLOCK_SKEW must be 0 to 300 seconds (got \"\(text)\").")
            }
            clockSkew = seconds
        }
    }

    private static func algorithms(_ names: String) throws(AuthorizationSettingsError) -> Set<SigningAlgorithm> {
        let known = SigningAlgorithm.allCases.map(\.rawValue).joined(separator: ", ")
        var algorithms: Set<SigningAlgorithm> = []
        for name in names.split(whereSeparator: { $0 == "," || $0 == " " }) {
            guard let algorithm = SigningAlgorithm(rawValue: String(name)) else {
                let upper = name.uppercased()
                let why = upper.hasPrefix("HS") || upper == "NONE" ? "; those without a public key are never taken" : ""
                throw AuthorizationSettingsError("OAUTH_ALGORITHMS must be out of \(known) (got \"\(name)\")\(why).")
            }
            algorithms.insert(algorithm)
        }
        guard !algorithms.isEmpty else {
            throw AuthorizationSettingsError("OAUTH_ALGORITHMS must name one or more of \(known).")
        }
        return algorithms
    }
}
