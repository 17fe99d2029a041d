import Async
import Endpoints
import JSONFormat

/// Where an issuer publishes its keys.
struct IssuerEndpoint: Sendable {
    /// A key set, and how long its issuer allows it to be cached.
    struct Answer: Sendable {
        let keySet: JSON
        let maxAge: Duration?
    }

    /// Why there are no keys.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    let issuer: String
    /// Nil to learn it from the issuer's metadata.
    let keysURL: String?
    /// The time limit for all requests together, since callers wait.
    var timeout = Duration.seconds(5)

    private static let sizeLimit = 1 << 20

    /// Fetches the keys.
    func keys() async throws -> Answer {
        do {
            return try await withTimeLimit(timeout) { try await fetchKeys() }
        } catch is TimeLimitExceeded {
            throw Failure(description: "\(issuer) did not answer within \(timeout)")
        }
    }

    private func fetchKeys() async throws -> Answer {
        let url = if let keysURL { keysURL } else { try await discoveredKeysURL() }
        guard let answer = try await get(url) else {
            throw Failure(description: "\(issuer) has no keys at that address")
        }
        guard let keySet = try? JSON(parsing: answer.body), case .array? = keySet["keys"] else {
            throw Failure(description: "\(issuer) did not answer with a JSON Web Key Set")
        }
        return Answer(keySet: keySet, maxAge: Self.maxAge(answer))
    }

    /// The `jwks_uri` of the issuer's metadata (RFC 8414, or OpenID Connect Discovery).
    private func discoveredKeysURL() async throws -> String {
        for url in Self.metadataURLs(issuer: issuer) {
            guard let answer = try await get(url) else { continue }
            guard let metadata = try? JSON(parsing: answer.body) else {
                throw Failure(description: "\(url) did not answer with JSON")
            }
            // Otherwise one issuer could speak for another (RFC 8414, section 3.3).
            guard let named = metadata["issuer"]?.stringValue, named.utf8.elementsEqual(issuer.utf8) else {
                throw Failure(description: "\(url) is the metadata of an issuer other than \(issuer)")
            }
            guard let keysURL = metadata["jwks_uri"]?.stringValue else {
                throw Failure(description: "\(url) names no jwks_uri; set OAUTH_JWKS_URL")
            }
            if let flaw = TrustedURL.flaw(in: keysURL) { throw Failure(description: "the jwks_uri of \(url) \(flaw)") }
            return keysURL
        }
        throw Failure(description: "\(issuer) publishes no metadata; set OAUTH_JWKS_URL")
    }

    /// Where an issuer's metadata may be: before its path by RFC 8414, and behind it by OpenID Connect.
    static func metadataURLs(issuer: String) -> [String] {
        var issuer = issuer[...]
        while issuer.hasSuffix("/") { issuer.removeLast() }
        guard let scheme = issuer.firstRange(of: "://") else { return [] }
        let slash = issuer[scheme.upperBound...].firstIndex(of: "/") ?? issuer.endIndex
        let origin = issuer[..<slash]
        let path = issuer[slash...]
        var urls = ["oauth-authorization-server", "openid-configuration"].map { "\(origin)/.well-known/\($0)\(path)" }
        if !path.isEmpty { urls.append("\(issuer)/.well-known/openid-configuration") }
        return urls
    }

    /// The body at a URL; nil where there is nothing.
    private func get(_ url: String) async throws -> JSONEndpoint.Answer? {
        let endpoint = JSONEndpoint(url, setting: "OAUTH_JWKS_URL", sizeLimit: Self.sizeLimit)
        do {
            return try await endpoint.get(within: timeout)
        } catch let failure as EndpointFailure {
            if failure.status == 404 || failure.status == 410 { return nil }
            throw Failure(description: "\(failure)")
        }
    }

    /// The `max-age` of Cache-Control.
    private static func maxAge(_ answer: JSONEndpoint.Answer) -> Duration? {
        for directive in answer.values(ofHeader: "Cache-Control") {
            let parts = directive.lowercased().split(separator: "=", maxSplits: 1)
            if parts.count == 2, parts[0] == "max-age", let seconds = Int32(parts[1]) { return .seconds(seconds) }
        }
        return nil
    }
}
