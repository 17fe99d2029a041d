/// An issuer of access tokens, and the requirements for its tokens.
struct OAuthConfiguration: Sendable {
    /// OAUTH_ISSUER, exactly as the issuer writes it in its tokens.
    var issuer: String
    /// OAUTH_AUDIENCE: the URL of the MCP endpoint.
    var audience: String
    /// OAUTH_JWKS_URL; nil to ask the issuer's metadata.
    var keysURL: String?
    /// OAUTH_ALGORITHMS.
    var algorithms = SigningAlgorithm.usual
    /// OAUTH_SCOPE_PREFIX.
    var scopePrefix = ""
    /// OAUTH_CLOCK_SKEW: seconds.
    var clockSkew = 60
}
