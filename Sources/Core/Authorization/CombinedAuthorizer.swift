import HTTP

/// Accepts tokens that were handed out by hand as well as those of an issuer.
struct CombinedAuthorizer: Authorizer {
    let tokens: StaticTokenAuthorizer
    let issued: JWTAuthorizer

    func caller(bearer token: String?) async throws(AuthorizationFailure) -> Caller {
        guard let token else { throw .missing }
        if let caller = tokens.caller(known: token) { return caller }
        guard CompactJWT.hasForm(token) else { throw .invalid("The token is not known here.") }
        let caller = try await issued.caller(bearer: token)
        // The audit and the limits distinguish callers by name.
        guard !tokens.knows(name: caller.name) else {
            throw .invalid("The subject of the token has the name of another caller.")
        }
        return caller
    }

    func name(of scope: Scope) -> String { issued.name(of: scope) }

    var protectedResource: ProtectedResource? { issued.protectedResource }
}
