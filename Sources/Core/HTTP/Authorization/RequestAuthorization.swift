import HTTPTypes
import Logging

/// Finds out who a request comes from, and tells callers without permission what they need.
struct RequestAuthorization: Sendable {
    let authorizer: any Authorizer
    let cookie: TokenCookie
    /// The scopes that anything here needs; no client is told to ask for another.
    let scopes: Set<Scope>
    let logger: Logger

    /// The caller that the header `Authorization` identifies, or else the cookie, where it is allowed.
    func caller(of fields: HTTPFields, acceptsCookie: Bool = false) async throws(HTTPProblem) -> Caller {
        let values = fields[values: .authorization]
        guard values.count <= 1 else {
            throw problem(.badRequest, "Authorization must be sent once", error: "invalid_request")
        }
        let token = values.isEmpty && acceptsCookie ? cookie.token(in: fields) : values.first.flatMap(Self.token)
        return try await caller(bearer: token)
    }

    func caller(bearer token: String?) async throws(HTTPProblem) -> Caller {
        do throws(AuthorizationFailure) {
            return try await authorizer.caller(bearer: token)
        } catch {
            switch error {
            case .missing:
                throw problem(.unauthorized, "Send a bearer token in the header Authorization", error: nil)
            case .invalid(let reason):
                throw problem(.unauthorized, "The bearer token is not valid: \(reason)", error: "invalid_token", reason)
            case .unavailable(let reason):
                // The reason is for operators: it reveals the server's internals.
                logger.warning("a bearer token cannot be checked", metadata: ["reason": "\(reason)"])
                throw HTTPProblem(
                    .serviceUnavailable,
                    "The bearer token cannot be checked now; ask again later",
                    fields: [.retryAfter: "5"]
                )
            }
        }
    }

    /// The problem of a known caller without permission.
    func insufficient(_ missing: Set<Scope>, of caller: Caller, _ message: String) -> HTTPProblem {
        // All scopes that a new token needs: a token for the missing scopes alone would lose the others.
        let needed = missing.union(caller.scopes.intersection(scopes))
        return problem(.forbidden, message, error: "insufficient_scope", scopes: names(of: needed))
    }

    /// The names of the scopes that anything here needs, for who asks for a token.
    var neededScopes: [String] { names(of: scopes) }

    private func names(of scopes: Set<Scope>) -> [String] {
        Scope.allCases.filter(scopes.contains).map(authorizer.name)
    }

    private func problem(
        _ status: HTTPResponse.Status,
        _ message: String,
        error: String?,
        _ description: String? = nil,
        scopes: [String]? = nil
    ) -> HTTPProblem {
        var parameters: [(String, String)] = []
        if let error { parameters.append(("error", error)) }
        if let description { parameters.append(("error_description", description)) }
        if let resource = authorizer.protectedResource {
            parameters.append(("resource_metadata", resource.metadataURL))
            parameters.append(("scope", (scopes ?? neededScopes).joined(separator: " ")))
        } else if let scopes {
            parameters.append(("scope", scopes.joined(separator: " ")))
        }
        let challenge = parameters.map { "\($0)=\"\(Self.quotable($1))\"" }.joined(separator: ", ")
        return HTTPProblem(
            status,
            message,
            fields: [.wwwAuthenticate: challenge.isEmpty ? "Bearer" : "Bearer \(challenge)"]
        )
    }

    /// The text after `Bearer`; nil for another scheme, or for nothing.
    private static func token(_ header: String) -> String? {
        let parts = header.trimmed.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        let token = parts[1].trimmed
        return token.isEmpty ? nil : token
    }

    /// The text, made safe for a quoted string in a header.
    private static func quotable(_ text: String) -> String {
        String(text.map { $0 == "\"" || $0 == "\\" ? "'" : $0.isASCII && $0 >= " " && $0 != "\u{7F}" ? $0 : "?" })
    }
}
