import FoundationEssentials
import HTTP
import Logging

/// Identifies callers by the access tokens of an OAuth 2.1 issuer: signed JSON Web Tokens (RFC 9068), checked as RFC
/// 8725 recommends.
struct JWTAuthorizer: Authorizer {
    private let configuration: OAuthConfiguration
    private let rules: AccessTokenRules
    private let keys: IssuerKeys
    private let date: @Sendable () -> Date

    /// Makes the authorizer; fetches nothing yet.
    /// - Parameters:
    ///   - date: The clock for the times in tokens.
    ///   - instant: The clock for the age of keys.
    init(
        _ configuration: OAuthConfiguration,
        policy: IssuerKeys.Policy = IssuerKeys.Policy(),
        date: @escaping @Sendable () -> Date = { .now },
        instant: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
        logger: Logger
    ) {
        self.configuration = configuration
        self.date = date
        rules = AccessTokenRules(
            issuer: configuration.issuer,
            audience: configuration.audience,
            scopePrefix: configuration.scopePrefix,
            clockSkew: Double(configuration.clockSkew)
        )
        keys = IssuerKeys(
            IssuerEndpoint(issuer: configuration.issuer, keysURL: configuration.keysURL),
            algorithms: configuration.algorithms,
            policy: policy,
            now: instant,
            logger: logger
        )
    }

    func caller(bearer token: String?) async throws(AuthorizationFailure) -> Caller {
        guard let token else { throw .missing }
        let jwt = try CompactJWT(token)
        // The token's own statements are compared with the configuration, never trusted.
        guard let algorithm = SigningAlgorithm(rawValue: jwt.algorithm), configuration.algorithms.contains(algorithm)
        else { throw .invalid("The token is signed by an algorithm (alg) that is not allowed here.") }
        // The cheap checks come first: a token that cannot pass anyway must not cause a fetch of keys.
        let caller = try rules.caller(jwt.claims, at: date().timeIntervalSince1970)
        try await proveSignature(of: jwt, by: algorithm)
        return caller
    }

    func name(of scope: Scope) -> String { configuration.scopePrefix + scope.rawValue }

    var protectedResource: ProtectedResource? {
        ProtectedResource(resource: configuration.audience, authorizationServers: [configuration.issuer])
    }

    private func proveSignature(of jwt: CompactJWT, by algorithm: SigningAlgorithm) async throws(AuthorizationFailure) {
        guard let current = try await keys.snapshot() else {
            throw .unavailable("The keys of the token's issuer cannot be fetched now.")
        }
        var verdict = current.keys.verify(jwt, algorithm: algorithm)
        if case .unknownKey = verdict, let newer = try await keys.snapshot(newerThan: current.generation) {
            verdict = newer.keys.verify(jwt, algorithm: algorithm)
        }
        switch verdict {
        case .good: return
        case .unknownKey(let reason), .bad(let reason): throw .invalid(reason)
        }
    }
}
