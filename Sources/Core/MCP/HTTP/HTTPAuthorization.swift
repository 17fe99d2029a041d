import HTTP
import HTTPTypes
import JSONFormat
import Logging

/// Finds out who a request comes from, and says to those who may not what they need.
struct HTTPAuthorization: Sendable {
    let authorizer: any Authorizer
    let logger: Logger

    func caller(of fields: HTTPFields) async throws(HTTPRefusal) -> Caller {
        let values = fields[values: .authorization]
        guard values.count <= 1 else {
            throw refusal(.badRequest, "Authorization must be sent once", error: "invalid_request")
        }
        do throws(AuthorizationFailure) {
            return try await authorizer.caller(bearer: values.first.flatMap(Self.token))
        } catch {
            switch error {
            case .missing:
                throw refusal(.unauthorized, "Send a bearer token in the header Authorization", error: nil)
            case .invalid(let reason):
                throw refusal(.unauthorized, "The bearer token is not good: \(reason)", error: "invalid_token", reason)
            case .unavailable(let reason):
                // Why is for operators: it tells of the server's inside.
                logger.warning("a bearer token cannot be checked", metadata: ["reason": "\(reason)"])
                throw HTTPRefusal(
                    .serviceUnavailable,
                    .internalError("The bearer token cannot be checked now; ask again later"),
                    fields: [.retryAfter: "5"]
                )
            }
        }
    }

    /// The refusal of a caller who is known and may not do this.
    func insufficient(_ scope: Scope, of caller: Caller, _ message: String, to id: RequestID? = nil) -> HTTPRefusal {
        // All that a new token must have: one for the missing scope alone would lose the others.
        let needed = Scope.allCases.filter { $0 == scope || caller.scopes.contains($0) }.map(authorizer.name)
        var refusal = refusal(.forbidden, message, error: "insufficient_scope", scopes: needed)
        refusal.id = id
        return refusal
    }

    private func refusal(
        _ status: HTTPResponse.Status,
        _ message: String,
        error: String?,
        _ description: String? = nil,
        scopes: [String]? = nil
    ) -> HTTPRefusal {
        var parameters: [(String, String)] = []
        if let error { parameters.append(("error", error)) }
        if let description { parameters.append(("error_description", description)) }
        if let resource = authorizer.protectedResource {
            parameters.append(("resource_metadata", resource.metadataURL))
            parameters.append(("scope", (scopes ?? resource.scopes).joined(separator: " ")))
        } else if let scopes {
            parameters.append(("scope", scopes.joined(separator: " ")))
        }
        let challenge = parameters.map { "\($0)=\"\(Self.quotable($1))\"" }.joined(separator: ", ")
        return HTTPRefusal(
            status,
            message,
            fields: [.wwwAuthenticate: challenge.isEmpty ? "Bearer" : "Bearer \(challenge)"]
        )
    }

    /// What stands after `Bearer`; nil for another scheme, or for nothing.
    private static func token(_ header: String) -> String? {
        let parts = header.trimmed.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        let token = parts[1].trimmed
        return token.isEmpty ? nil : token
    }

    /// What may stand in a quoted string of a header.
    private static func quotable(_ text: String) -> String {
        String(text.map { $0 == "\"" || $0 == "\\" ? "'" : $0.isASCII && $0 >= " " && $0 != "\u{7F}" ? $0 : "?" })
    }
}

extension ProtectedResource {
    static let metadataPath = "/.well-known/oauth-protected-resource"

    /// Where this is served: the well-known path stands before the path of the resource (RFC 9728 section 3).
    var metadataURL: String {
        let (origin, path) = parts
        return origin + Self.metadataPath + path
    }

    func isMetadataPath(_ path: String) -> Bool {
        path == Self.metadataPath || path == Self.metadataPath + parts.path
    }

    /// The resource up to its path, and its path.
    private var parts: (origin: String, path: String) {
        // The path begins at the first slash behind the two of `https://`.
        guard let colon = resource.firstIndex(of: ":"), resource[colon...].hasPrefix("://") else {
            return (resource, "")
        }
        let authority = resource.index(colon, offsetBy: 3)
        let path = resource[authority...].firstIndex(of: "/") ?? resource.endIndex
        return (String(resource[..<path]), resource[path...] == "/" ? "" : String(resource[path...]))
    }

    var json: JSON {
        [
            "resource": .string(resource),
            "authorization_servers": .array(authorizationServers.map(JSON.string)),
            "scopes_supported": .array(scopes.map(JSON.string)),
            "bearer_methods_supported": ["header"],
        ]
    }
}
