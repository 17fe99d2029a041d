package import HTTP
package import Logging
package import ServiceLifecycle

/// The settings of authorization over HTTP.
package struct AuthorizationSettings: Sendable {
    /// The result of the settings.
    package struct Authorization: Sendable {
        /// Decides who a request comes from.
        package let authorizer: any Authorizer
        /// The services that must run alongside the server, among the first of its group.
        package let services: [any Service]
    }

    private let token: String?
    private let tokenFile: TokenFile?
    private let oauth: OAuthConfiguration?

    /// Reads MCP_AUTH_TOKEN, MCP_AUTH_TOKEN_FILE, OAUTH_ISSUER, OAUTH_AUDIENCE, OAUTH_JWKS_URL, OAUTH_ALGORITHMS,
    /// OAUTH_SCOPE_PREFIX and OAUTH_CLOCK_SKEW.
    /// - Parameter value: The value of a variable; nil or empty where it is not set.
    package init(_ value: (String) -> String?) throws(AuthorizationSettingsError) {
        func setting(_ variable: String) -> String? { value(variable).flatMap { $0.isEmpty ? nil : $0 } }
        token = setting("MCP_AUTH_TOKEN")
        tokenFile = setting("MCP_AUTH_TOKEN_FILE").map {
            TokenFile(path: $0, credentialsDirectory: setting("CREDENTIALS_DIRECTORY"))
        }
        oauth = try OAuthConfiguration(setting)
    }

    /// The authorizer and its services, or nil where none is configured. Reads the token file; contacts no issuer yet.
    /// - Throws: ``AuthorizationSettingsError``: what is wrong with a token, and how to fix it.
    package func authorization(logger: Logger) throws(AuthorizationSettingsError) -> Authorization? {
        let issued = oauth.map { JWTAuthorizer($0, logger: logger) }
        guard token != nil || tokenFile != nil else {
            return issued.map { Authorization(authorizer: $0, services: []) }
        }
        let tokens = try StaticTokenAuthorizer(token: token, file: tokenFile, logger: logger)
        return Authorization(
            authorizer: issued.map { CombinedAuthorizer(tokens: tokens, issued: $0) } ?? tokens,
            services: tokenFile == nil ? [] : [SignalReload { tokens.reload() }]
        )
    }
}
