import FoundationEssentials
import Logging
import Testing

@testable import Authorization
@testable import HTTP

@Suite("Settings of authorization")
struct AuthorizationSettingsTests {
    private static let token = "0123456789abcdef"
    private static let oauth = [
        "OAUTH_ISSUER": "https://id.example.com", "OAUTH_AUDIENCE": "https://mcp.example.com/mcp",
    ]
    private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private func complaint(_ settings: [String: String]) -> String? {
        do {
            _ = try AuthorizationSettings { settings[$0] }.authorization(logger: Self.logger)
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test("without settings there is no authorizer")
    func nothing() throws {
        let settings = try AuthorizationSettings { _ in nil }
        #expect(try settings.authorization(logger: Self.logger) == nil)
        let empty = try AuthorizationSettings { _ in "" }
        #expect(try empty.authorization(logger: Self.logger) == nil)
    }

    @Test("a token alone, a file alone, an issuer alone, and all at once")
    func kinds() async throws {
        let path = FileManager.default.temporaryDirectory.path + "/tokens-\(UUID().uuidString)"
        try Data("alice read alice-\(Self.token)".utf8).write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        defer { try? FileManager.default.removeItem(atPath: path) }

        let token = try authorization(["MCP_AUTH_TOKEN": Self.token])
        #expect(token.authorizer is StaticTokenAuthorizer && token.services.isEmpty)
        let file = try authorization(["MCP_AUTH_TOKEN_FILE": path])
        #expect(file.authorizer is StaticTokenAuthorizer && file.services.first is SignalReload)
        let issuer = try authorization(Self.oauth)
        #expect(issuer.authorizer is JWTAuthorizer && issuer.services.isEmpty)

        let all = try authorization(Self.oauth.merging(["MCP_AUTH_TOKEN_FILE": path]) { $1 })
        #expect(all.services.count == 1)
        #expect(all.authorizer.protectedResource == issuer.authorizer.protectedResource)
        #expect(try await all.authorizer.caller(bearer: "alice-\(Self.token)").name == "alice")
        await #expect(throws: AuthorizationFailure.missing) { try await all.authorizer.caller(bearer: nil) }
        await #expect(throws: AuthorizationFailure.invalid("The token is not known here.")) {
            try await all.authorizer.caller(bearer: "bob-\(Self.token)")
        }
        // Three parts: for the issuer's rules to judge.
        await #expect(throws: AuthorizationFailure.invalid("The token is malformed.")) {
            try await all.authorizer.caller(bearer: "a.b.c")
        }
    }

    private func authorization(_ settings: [String: String]) throws -> AuthorizationSettings.Authorization {
        let settings = try AuthorizationSettings { settings[$0] }
        return try #require(try settings.authorization(logger: Self.logger))
    }

    @Test(
        "a setting that cannot be used is named, and no secret is told",
        arguments: [
            (["MCP_AUTH_TOKEN": "too-short"], "MCP_AUTH_TOKEN is shorter"),
            (["MCP_AUTH_TOKEN_FILE": "/nowhere/tokens"], "MCP_AUTH_TOKEN_FILE /nowhere/tokens cannot be read"),
            (["OAUTH_ISSUER": "https://id.example.com"], "needs OAUTH_AUDIENCE"),
            (["OAUTH_AUDIENCE": "https://mcp.example.com"], "OAUTH_ISSUER is not"),
            (["OAUTH_ALGORITHMS": "RS256"], "OAUTH_ISSUER is not"),
        ] as [([String: String], String)]
    )
    func unusable(settings: [String: String], expected: String) {
        let complaint = complaint(settings)
        #expect(complaint?.contains(expected) == true)
        #expect(complaint?.contains("too-short") != true)
    }

    @Test(
        "an issuer is trusted only by what can be trusted",
        arguments: [
            ("OAUTH_ISSUER", "http://id.example.com"), ("OAUTH_ISSUER", "id.example.com"),
            ("OAUTH_ISSUER", "https://me:secret@id.example.com"), ("OAUTH_ISSUER", "https://id.example.com?a=b"),
            ("OAUTH_ISSUER", "https://id.example.com#x"), ("OAUTH_ISSUER", "https://"),
            ("OAUTH_ISSUER", "http://localhost.example.com"), ("OAUTH_ISSUER", "ftp://id.example.com"),
            ("OAUTH_ISSUER", "https://id.exämple.com"), ("OAUTH_ISSUER", "https://id.example.com/\n"),
            ("OAUTH_AUDIENCE", "my-server"), ("OAUTH_AUDIENCE", "http://mcp.example.com/mcp"),
            ("OAUTH_JWKS_URL", "http://127.0.0.1.example.com/keys"), ("OAUTH_JWKS_URL", "file:///etc/passwd"),
            ("OAUTH_ISSUER", "https://127.0.0.1:99999"), ("OAUTH_AUDIENCE", "https://mcp.example.com:65536/mcp"),
            ("OAUTH_JWKS_URL", "https://127.0.0.1:0/keys"),
            ("OAUTH_ALGORITHMS", "HS256"), ("OAUTH_ALGORITHMS", "RS256,none"), ("OAUTH_ALGORITHMS", "rs256"),
            ("OAUTH_ALGORITHMS", ","), ("OAUTH_SCOPE_PREFIX", "my scope"), ("OAUTH_SCOPE_PREFIX", "\""),
            ("OAUTH_CLOCK_SKEW", "-1"), ("OAUTH_CLOCK_SKEW", "301"), ("OAUTH_CLOCK_SKEW", "a minute"),
        ]
    )
    func untrusted(variable: String, value: String) {
        let complaint = complaint(Self.oauth.merging([variable: value]) { $1 })
        #expect(complaint?.hasPrefix(variable) == true)
        #expect(complaint?.contains("secret") != true)
    }

    @Test("all settings of an issuer are read")
    func everything() throws {
        let settings = Self.oauth.merging([
            "OAUTH_ISSUER": "http://[::1]:8080/realms/x/", "OAUTH_JWKS_URL": "http://localhost:8080/keys",
            "OAUTH_ALGORITHMS": "ES256, EdDSA", "OAUTH_SCOPE_PREFIX": "https://mcp.example.com/",
            "OAUTH_CLOCK_SKEW": "5",
        ]) { $1 }
        let configuration = try #require(try OAuthConfiguration { settings[$0] })
        #expect(configuration.issuer == "http://[::1]:8080/realms/x/")
        #expect(configuration.keysURL == "http://localhost:8080/keys")
        #expect(configuration.algorithms == [.es256, .edDSA])
        #expect(configuration.scopePrefix == "https://mcp.example.com/")
        #expect(configuration.clockSkew == 5)
        let usual = try #require(try OAuthConfiguration { Self.oauth[$0] })
        #expect(usual.clockSkew == 60 && usual.scopePrefix.isEmpty && usual.keysURL == nil)
    }

    @Test(
        "without authorization a server listens where only this machine reaches it",
        arguments: [
            "127.0.0.1", "127.255.1.2", "::1", "[::1]", "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1", "localhost", "LocalHost",
            "/run/paddle/mcp.sock", "./mcp.sock", "unix:mcp.sock",
        ]
    )
    func mayBind(host: String) {
        #expect(refusalToBind(host: host, isAuthorized: false) == nil)
    }

    @Test(
        "anywhere else it is refused, with the ways out",
        arguments: [
            "0.0.0.0", "::", "[::]", "*", "", "192.168.1.1", "8.8.8.8", "fe80::1", "::ffff:192.168.1.1",
            "::ffff:0.0.0.0",
            "127.0.0.1.example.com", "localhost.example.com", "localhost.", "example.com", "128.0.0.1", "127.1",
            "2130706433",
            "0x7f000001", "http://127.0.0.1/", "127.0.0.1 ", "::2", "1::1",
        ]
    )
    func mayNotBind(host: String) {
        let refusal = refusalToBind(host: host, isAuthorized: false)
        #expect(refusal?.contains("MCP_AUTH_TOKEN_FILE") == true && refusal?.contains("127.0.0.1") == true)
        #expect(refusalToBind(host: host, isAuthorized: true) == nil)
    }
}
