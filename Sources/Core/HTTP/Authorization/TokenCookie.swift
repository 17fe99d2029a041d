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
        "\(name)=\(encoded(token)); \(attributes(isSecure))"
    }

    /// `Set-Cookie` that forgets the token.
    static func clearing(isSecure: Bool) -> String {
        "\(name)=; Max-Age=0; \(attributes(isSecure))"
    }

    private static func attributes(_ isSecure: Bool) -> String {
        "Path=/; HttpOnly; SameSite=Strict" + (isSecure ? "; Secure" : "")
    }

    /// Every byte but letters, digits and a few signs as `%` and two digits: a token may be any text.
    private static func encoded(_ token: String) -> String {
        token.utf8.map { byte in
            let character = Character(UnicodeScalar(byte))
            if character.isASCII, character.isLetter || character.isNumber || "-._~".contains(character) {
                return String(character)
            }
            let digits = String(byte, radix: 16, uppercase: true)
            return digits.utf8.count == 1 ? "%0\(digits)" : "%\(digits)"
        }.joined()
    }
}
