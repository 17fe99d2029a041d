import Cryptography
import HTTP
import Logging
import Synchronization

/// Identifies callers by tokens that were handed out by hand: MCP_AUTH_TOKEN, and those in MCP_AUTH_TOKEN_FILE.
final class StaticTokenAuthorizer: Authorizer {
    /// The token in MCP_AUTH_TOKEN, which stays the same for the life of the process.
    private let fixed: StaticToken?
    private let file: TokenFile?
    private let logger: Logger
    private let tokens: Mutex<[StaticToken]>

    /// Reads the file for the first time.
    /// - Throws: ``AuthorizationSettingsError``: what is wrong with the token or the file, and how to fix it.
    init(token: String?, file: TokenFile?, logger: Logger) throws(AuthorizationSettingsError) {
        if let flaw = token.flatMap({ StaticToken.flaw(in: $0) }) {
            throw AuthorizationSettingsError("MCP_AUTH_TOKEN \(flaw).")
        }
        fixed = token.map { StaticToken($0, caller: .token) }
        self.file = file
        self.logger = logger
        tokens = Mutex(try Self.gather(fixed, file))
    }

    /// Reads the file again. An invalid file is logged and leaves the tokens unchanged.
    func reload() {
        do {
            let new = try Self.gather(fixed, file)
            tokens.withLock { $0 = new }
            logger.notice("bearer tokens read again", metadata: ["tokens": "\(new.count)"])
        } catch {
            logger.error("bearer tokens not read again, the earlier ones stay in force", error: error)
        }
    }

    func caller(bearer token: String?) async throws(AuthorizationFailure) -> Caller {
        guard let token else { throw .missing }
        guard let caller = caller(known: token) else { throw .invalid("The token is not known here.") }
        return caller
    }

    var protectedResource: ProtectedResource? { nil }

    /// The caller that a token identifies, if it is one of these.
    ///
    /// It is compared with every token, digest by digest and each in constant time, so that the time reveals neither
    /// how close a guess was nor to which token.
    func caller(known token: String) -> Caller? {
        let digest = StaticToken.digest(of: token)
        var caller: Caller?
        for token in tokens.withLock({ $0 }) where token.digest == digest { caller = token.caller }
        return caller
    }

    /// Whether one of the callers has this name.
    func knows(name: String) -> Bool { tokens.withLock { $0.contains { $0.caller.name == name } } }

    private static func gather(_ fixed: StaticToken?, _ file: TokenFile?) throws(AuthorizationSettingsError)
        -> [StaticToken]
    {
        let named = try file?.tokens() ?? []
        guard let fixed else { return named }
        if named.contains(where: { $0.caller.name == fixed.caller.name }) {
            throw AuthorizationSettingsError(
                "The caller of MCP_AUTH_TOKEN is named \"\(fixed.caller.name)\", and so is one in MCP_AUTH_TOKEN_FILE; "
                    + "rename that one, or set only one of the two."
            )
        }
        if named.contains(where: { $0.digest == fixed.digest }) {
            throw AuthorizationSettingsError(
                "MCP_AUTH_TOKEN is also in MCP_AUTH_TOKEN_FILE under another name; keep one of them."
            )
        }
        return [fixed] + named
    }
}
