import HTTPTypes

/// The cookie in which a browser keeps a person's bearer token.
enum TokenCookie {
    static let name = "paddle_token"

    /// The token in the cookie; nil where there is none, or more than one.
    static func token(in fields: HTTPFields) -> String? {
        let values = fields[values: .cookie].flatMap { $0.split(separator: ";") }.compactMap { pair in
            let parts = pair.trimmed.split(separator: "=", maxSplits: 1)
            return parts.count == 2 && parts[0] == name ? String(parts[1]) : nil
        }
        return values.count == 1 ? PercentEncoding.decode(values[0]) : nil
    }

    /// `Set-Cookie` that keeps a token until the browser is closed.
    static func setting(_ token: String, isSecure: Bool) -> String {
        "\(name)=\(PercentEncoding.encode(token)); \(attributes(isSecure))"
    }

    /// `Set-Cookie` that forgets the token.
    static func clearing(isSecure: Bool) -> String {
        "\(name)=; Max-Age=0; \(attributes(isSecure))"
    }

    private static func attributes(_ isSecure: Bool) -> String {
        "Path=/; HttpOnly; SameSite=Strict" + (isSecure ? "; Secure" : "")
    }
}
