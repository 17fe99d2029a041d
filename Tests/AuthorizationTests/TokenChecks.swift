import FoundationEssentials
import Logging
import Synchronization

@testable import Authorization
@testable import HTTP
@testable import JSONFormat

/// An authorizer of one issuer, at a time that stands still until it is moved.
final class TokenChecks: Sendable {
    static let time = 1_800_000_000
    static let audience = "https://mcp.example.com/mcp"

    let issuer: TestIssuer
    let authorizer: JWTAuthorizer
    private let elapsed: Elapsed

    private final class Elapsed: Sendable {
        let duration = Mutex(Duration.zero)
    }

    init(_ issuer: TestIssuer, discovering: Bool = false, change: (inout OAuthConfiguration) -> Void = { _ in }) {
        self.issuer = issuer
        var configuration = OAuthConfiguration(issuer: issuer.url, audience: Self.audience)
        if !discovering { configuration.keysURL = issuer.url + "/keys" }
        change(&configuration)
        let elapsed = Elapsed()
        let start = ContinuousClock.now
        self.elapsed = elapsed
        authorizer = JWTAuthorizer(
            configuration,
            date: { Date(timeIntervalSince1970: Double(Self.time)) },
            instant: { start + elapsed.duration.withLock { $0 } },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    /// Checks with an issuer that runs as long as a test and publishes these keys.
    static func with(
        _ keys: TestKey...,
        discovering: Bool = false,
        change: (inout OAuthConfiguration) -> Void = { _ in },
        _ test: (TokenChecks) async throws -> Void
    ) async throws {
        try await TestIssuer.serving { issuer in
            issuer.publish(keys)
            try await test(TokenChecks(issuer, discovering: discovering, change: change))
        }
    }

    /// Lets time pass for the keys; tokens are judged at one time.
    func pass(_ duration: Duration) {
        elapsed.duration.withLock { $0 += duration }
    }

    /// The claims of a good token.
    var claims: JSONObject {
        [
            "iss": .string(issuer.url), "aud": .string(Self.audience), "exp": .int(Int64(Self.time + 300)),
            "sub": "alice", "scope": "openid read write",
        ]
    }

    /// The same with some changed, or left out where they are null.
    func claims(_ changes: JSONObject) -> JSONObject {
        claims.merging(changes).filter { $0.value != .null }
    }

    /// Who a token stands for; nil where it is refused.
    func caller(_ token: String?) async -> Caller? {
        try? await authorizer.caller(bearer: token)
    }

    /// Why a token is refused; nil where it is not.
    func failure(_ token: String?) async -> AuthorizationFailure? {
        do {
            _ = try await authorizer.caller(bearer: token)
            return nil
        } catch {
            return error
        }
    }

    /// What a refusal says; nil where the token passes, or it cannot be told.
    func refusal(_ token: String?) async -> String? {
        if case .invalid(let reason)? = await failure(token) { reason } else { nil }
    }
}
