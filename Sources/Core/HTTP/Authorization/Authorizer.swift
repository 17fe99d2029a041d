/// Decides who a request over HTTP comes from.
package protocol Authorizer: Sendable {
    /// The caller that a bearer token identifies.
    ///
    /// - Parameter token: The text after `Bearer` in the header `Authorization`; nil where there was no such header.
    func caller(bearer token: String?) async throws(AuthorizationFailure) -> Caller

    /// The issuer's name of a scope.
    func name(of scope: Scope) -> String

    /// Tells clients where to get tokens (RFC 9728); nil where tokens are handed out by hand.
    var protectedResource: ProtectedResource? { get }
}

extension Authorizer {
    /// The same name that the server uses.
    package func name(of scope: Scope) -> String { scope.rawValue }
}

/// Why a request has no caller.
package enum AuthorizationFailure: Error, Hashable {
    /// No bearer token came with the request.
    case missing
    /// The token is not valid; the text says why and may be shown to the sender.
    case invalid(String)
    /// The token cannot be checked now, for example because the issuer's keys are unreachable.
    case unavailable(String)
}

/// A resource server's metadata, RFC 9728 section 2.
package struct ProtectedResource: Sendable, Hashable {
    /// The URL of the MCP endpoint, which is also the audience that tokens must be for.
    package var resource: String
    /// The issuers of tokens.
    package var authorizationServers: [String]

    /// Metadata of a resource.
    package init(resource: String, authorizationServers: [String]) {
        self.resource = resource
        self.authorizationServers = authorizationServers
    }
}
