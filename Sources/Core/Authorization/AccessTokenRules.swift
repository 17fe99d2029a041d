import HTTP
import JSONFormat
import Text

/// What the claims of an access token must say here (RFC 7519, RFC 9068).
///
/// The texts of failures are plain ASCII without quotes and repeat nothing of the token, since they go into a header.
struct AccessTokenRules: Sendable {
    let issuer: String
    let audience: String
    /// The prefix of scope names.
    let scopePrefix: String
    /// How far the issuer's clock and this one may be apart, in seconds.
    let clockSkew: Double

    /// The caller that claims are about.
    /// - Parameter time: Seconds since 1970.
    func caller(_ claims: JSON, at time: Double) throws(AuthorizationFailure) -> Caller {
        guard let issuer = claims["iss"]?.stringValue, BytewiseString(issuer) == BytewiseString(self.issuer) else {
            throw .invalid("The token is not from the issuer (iss) that is trusted here.")
        }
        guard Self.texts(claims["aud"]).contains(where: { BytewiseString($0) == BytewiseString(audience) }) else {
            throw .invalid("The token is for another audience (aud).")
        }
        guard let expiry = Self.time(claims["exp"]) else { throw .invalid("The token has no expiry (exp).") }
        guard time < expiry + clockSkew else { throw .invalid("The token has expired (exp).") }
        if let start = claims["nbf"] {
            guard let start = Self.time(start), time >= start - clockSkew else {
                throw .invalid("The token is not valid yet (nbf).")
            }
        }
        return Caller(name: try name(claims), scopes: scopes(claims))
    }

    /// One text or several.
    private static func texts(_ claim: JSON?) -> [String] {
        switch claim {
        case .string(let text)?: [text]
        case .array(let elements)?: elements.compactMap(\.stringValue)
        default: []
        }
    }

    private static func time(_ claim: JSON?) -> Double? {
        let time: Double? =
            switch claim {
            case .int(let seconds)?: Double(seconds)
            case .double(let seconds)?: seconds
            case .number(let number)?: number.approximation
            default: nil
            }
        return time.flatMap { $0.isFinite ? $0 : nil }
    }

    /// The subject, or the client where it acts for itself.
    private func name(_ claims: JSON) throws(AuthorizationFailure) -> String {
        guard let name = ["sub", "client_id", "azp"].lazy.compactMap({ claims[$0]?.stringValue }).first else {
            throw .invalid("The token names nobody (sub, client_id or azp).")
        }
        // It goes into logs and audit rows, where it must neither forge a line nor impersonate someone else.
        let isPlain = name.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse: false
            default: true
            }
        }
        guard !name.isEmpty, name.utf8.count <= 255, isPlain, name != Caller.local.name else {
            throw .invalid("The token's subject cannot be a caller's name, which is 1 to 255 printable bytes.")
        }
        return name
    }

    /// The scopes of this server that the token has; it may have any others.
    private func scopes(_ claims: JSON) -> Set<Scope> {
        let names: [String] =
            if let claim = claims["scope"] ?? claims["scp"] {
                Self.texts(claim).flatMap { $0.split(separator: " ").map(String.init) }
            } else {
                []
            }
        let granted = Set(names.map { BytewiseString($0) })
        return Set(Scope.allCases.filter { granted.contains(BytewiseString(scopePrefix + $0.rawValue)) })
    }
}
