import HTTPTypes

/// The cookie in which a browser keeps its user's bearer token.
package struct TokenCookie: Sendable {
    /// Browsers distinguish the cookies of one host only by name, whatever the port, so servers on one machine need
    /// different names.
    let name: String

    /// - Parameter server: The server that the token is for.
    package init(of server: String) {
        name = "paddle_token_\(server)"
    }

    /// The token in the cookie; nil where there is none, or more than one.
    func token(in fields: HTTPFields) -> String? {
        let values = fields[values: .cookie].flatMap { $0.split(separator: ";") }.compactMap { pair in
            let parts = pair.trimmed.split(separator: "=", maxSplits: 1)
            return parts.count == 2 && parts[0] == name ? String(parts[1]) : nil
        }
        return values.count == 1 ? PercentEncoding.decode(values[0]) : nil
    }

    /// The `Set-Cookie` value that keeps a token until the browser is closed.
    func setting(_ token: String, isSecure: Bool) -> String {
        "\(name)=\(PercentEncoding.encode(token)); \(attributes(isSecure))"
    }

    /// The `Set-Cookie` value that deletes the token.
    func clearing(isSecure: Bool) -> String {
        "\(name)=; Max-Age=0; \(attributes(isSecure))"
    }

    private func attributes(_ isSecure: Bool) -> String {
        "Path=/; HttpOnly; SameSite=Strict" + (isSecure ? "; Secure" : "")
    }
}
