import HTTP

/// Knows the tokens `reader` and `admin`, and one that it cannot check.
struct TwoTokens: Authorizer {
    var protectedResource: ProtectedResource? { nil }

    func caller(bearer token: String?) async throws(AuthorizationFailure) -> Caller {
        switch token {
        case nil: throw .missing
        case "reader": return Caller(name: "reader", scopes: [.read])
        case "admin": return Caller(name: "admin", scopes: [.read, .write, .admin])
        case "down": throw .unavailable("the issuer does not answer")
        default: throw .invalid("it is not known")
        }
    }
}
