import HTTPTypes
import JSONFormat

extension ProtectedResource {
    private static let metadataPath = "/.well-known/oauth-protected-resource"

    /// Where this is served: the well-known path precedes the path of the resource (RFC 9728 section 3).
    var metadataURL: String {
        let (origin, path) = parts
        return origin + Self.metadataPath + path
    }

    /// Tells clients without a token where to get one.
    ///
    /// - Parameter scopes: What a token may be asked for, by the issuer's names.
    func routes(scopes: [String]) -> [Route] {
        var options = RouteOptions()
        options.isLimited = false
        return Set([Self.metadataPath, Self.metadataPath + parts.path]).map { path in
            Route(.get, path, access: .open, options: options) { _ in .json(json(scopes)) }
        }
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

    private func json(_ scopes: [String]) -> JSON {
        [
            "resource": .string(resource),
            "authorization_servers": .array(authorizationServers.map(JSON.string)),
            "scopes_supported": .array(scopes.map(JSON.string)),
            "bearer_methods_supported": ["header"],
        ]
    }
}
