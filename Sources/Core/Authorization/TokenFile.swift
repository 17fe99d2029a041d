import Files
import HTTP
import SystemPackage
import Text

/// The file that MCP_AUTH_TOKEN_FILE names: a single token, or lines of `NAME SCOPE[,SCOPE…] TOKEN`.
struct TokenFile: Sendable {
    let path: String
    /// A folder that the service manager keeps private to this service. The group's bits of a file there may stand for
    /// the one user that an access control list lets in.
    let credentialsDirectory: String?

    /// The most bytes; anything larger is surely the wrong file.
    private static let sizeLimit = 1 << 20

    /// The tokens in it.
    ///
    /// - Throws: ``AuthorizationSettingsError``: what is wrong with the file, with the number of the line. It quotes
    ///   nothing, since a user who confuses the order of the fields may put the token in any of them.
    func tokens() throws(AuthorizationSettingsError) -> [StaticToken] {
        let bytes = ByteOrderMark.removed(from: try contents())
        guard let text = String(validating: bytes, as: UTF8.self) else { throw complaint("is not text in UTF-8") }
        return try tokens(in: text)
    }

    private func contents() throws(AuthorizationSettingsError) -> [UInt8] {
        do throws(FileError) {
            return try ReadOnlyFile.contents(
                of: FilePath(path),
                limit: Self.sizeLimit,
                trust: isCredential ? .credential : .namedSecret
            )
        } catch {
            throw complaint(error.predicate)
        }
    }

    private var isCredential: Bool {
        guard let credentialsDirectory else { return false }
        return FilePath(path).lexicallyNormalized().starts(with: FilePath(credentialsDirectory).lexicallyNormalized())
    }

    private func tokens(in text: String) throws(AuthorizationSettingsError) -> [StaticToken] {
        var lines: [(number: Int, fields: [Substring])] = []
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let fields = line.split { $0 == " " || $0 == "\t" }
            if let first = fields.first, !first.hasPrefix("#") { lines.append((index + 1, fields)) }
        }
        if lines.count == 1, lines[0].fields.count == 1 {
            let (number, fields) = lines[0]
            return [try token(fields[0], caller: .token, line: number)]
        }
        var tokens: [(token: StaticToken, line: Int)] = []
        for (number, fields) in lines {
            guard fields.count == 3 else {
                throw complaint("must hold NAME SCOPE[,SCOPE…] TOKEN with no spaces in any of them", line: number)
            }
            let caller = Caller(
                name: try name(fields[0], line: number),
                scopes: try scopes(fields[1], line: number)
            )
            let new = try token(fields[2], caller: caller, line: number)
            for (earlier, line) in tokens {
                if earlier.caller.name == caller.name {
                    throw complaint("has the same name as line \(line); each needs its own", line: number)
                }
                if earlier.digest == new.digest {
                    throw complaint("has the same token as line \(line); each needs its own", line: number)
                }
            }
            tokens.append((new, number))
        }
        guard !tokens.isEmpty else {
            throw complaint("holds no token; it needs a single token, or lines of NAME SCOPE[,SCOPE…] TOKEN")
        }
        return tokens.map(\.token)
    }

    private func token(_ field: Substring, caller: Caller, line: Int) throws(AuthorizationSettingsError) -> StaticToken
    {
        if let flaw = StaticToken.flaw(in: field) { throw complaint("has a token that \(flaw)", line: line) }
        return StaticToken(field, caller: caller)
    }

    private func name(_ field: Substring, line: Int) throws(AuthorizationSettingsError) -> String {
        let isGood =
            field.utf8.count <= 64
            && field.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.@".contains($0)) }
        guard isGood else {
            throw complaint("must begin with a name of at most 64 letters, digits and any of -_.@", line: line)
        }
        guard field != Caller.local.name else {
            throw complaint("must have another name: this one is reserved for callers on the same machine", line: line)
        }
        return String(field)
    }

    private func scopes(_ field: Substring, line: Int) throws(AuthorizationSettingsError) -> Set<Scope> {
        var scopes: Set<Scope> = []
        for part in field.split(separator: ",", omittingEmptySubsequences: false) {
            guard let scope = Scope(rawValue: String(part)), scopes.insert(scope).inserted else {
                let known = Scope.allCases.map(\.rawValue).joined(separator: ", ")
                throw complaint(
                    "must have in the second place scopes out of \(known), each once, with commas",
                    line: line
                )
            }
        }
        return scopes
    }

    private func complaint(_ what: String, line: Int? = nil) -> AuthorizationSettingsError {
        AuthorizationSettingsError((line.map { "Line \($0) of " } ?? "") + "MCP_AUTH_TOKEN_FILE \(path) \(what).")
    }
}

extension Caller {
    /// The name of the caller with the only token of a file, which has no name.
    static let token = Caller(name: "token", scopes: Set(Scope.allCases))
}
