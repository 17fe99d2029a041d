/// Decides who a request over HTTP comes from.
package protocol Authorizer: Sendable {
    /// The caller that a bearer token stands for.
    ///
    /// - Parameter token: What stood after `Bearer` in the header `Authorization`; nil where there was no such header.
    func caller(bearer token: String?) async throws(AuthorizationFailure) -> Caller

    /// What a scope is called where tokens are issued.
    func name(of scope: Scope) -> String

    /// What clients are told of where to get tokens (RFC 9728); nil where tokens are handed out by hand.
    var protectedResource: ProtectedResource? { get }
}

extension Authorizer {
    /// What it is called here.
    package func name(of scope: Scope) -> String { scope.rawValue }
}

/// Why a request has no caller.
package enum AuthorizationFailure: Error, Hashable {
    /// No bearer token came with the request.
    case missing
    /// The token is not good; the text says why and may be shown to the one who sent it.
    case invalid(String)
    /// Whether it is good cannot be told now, as when the issuer's keys are out of reach.
    case unavailable(String)
}

/// A resource server's metadata, RFC 9728 section 2.
package struct ProtectedResource: Sendable, Hashable {
    /// The URL of the MCP endpoint, which is also the audience that tokens must be for.
    package var resource: String
    /// The issuers of tokens.
    package var authorizationServers: [String]
    /// The scopes there are.
    package var scopes: [String]

    /// Metadata of a resource.
    package init(resource: String, authorizationServers: [String], scopes: [String]) {
        self.resource = resource
        self.authorizationServers = authorizationServers
        self.scopes = scopes
    }
}
