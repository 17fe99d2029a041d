import MCP

/// Takes tokens handed out by hand as well as those of an issuer.
struct CombinedAuthorizer: Authorizer {
    let tokens: StaticTokenAuthorizer
    let issued: JWTAuthorizer

    func caller(bearer token: String?) async throws(AuthorizationFailure) -> Caller {
        guard let token else { throw .missing }
        if let caller = tokens.caller(known: token) { return caller }
        guard CompactJWT.hasForm(token) else { throw .invalid("The token is not known here.") }
        return try await issued.caller(bearer: token)
    }

    var protectedResource: ProtectedResource? { issued.protectedResource }
}
