import Async
import Files
import MCP
import Postgres
import ServerKit
import SystemPackage

/// Refuses texts that hold what looks like a key or a password: memories are read by models.
struct SecretFilter: Sendable {
    /// The setting.
    static let setting = Setting.text(
        "SECRET_PATTERNS",
        defaultText: "those that are built in",
        "A file of patterns of secrets that are not stored: name = regular expression of PostgreSQL, one a line; "
            + "builtin = off leaves out the built-in ones"
    )

    private static let longestFile = 1 << 20

    /// The patterns, which are read when they are first needed.
    private let patterns: LazyValue<[SecretPattern]>

    init(_ settings: Settings) {
        let path = settings[Self.setting].map { FilePath($0).absolute }
        patterns = LazyValue {
            guard let path else { return SecretPattern.builtIn }
            do {
                let bytes = try ReadOnlyFile.contents(of: path, limit: Self.longestFile)
                guard let text = String(validating: bytes, as: UTF8.self) else {
                    throw SettingsError("SECRET_PATTERNS: \(path) is no UTF-8 text.")
                }
                return try SecretSettings(parsing: text).patterns
            } catch let error as FileError {
                throw SettingsError("SECRET_PATTERNS: \(error)")
            } catch let error as SecretSettings.LineError {
                throw SettingsError("SECRET_PATTERNS: \(path), \(error)")
            }
        }
    }

    /// PostgreSQL matches the patterns, since its engine does not backtrack.
    ///
    /// - Parameter list: The argument that they are elements of, where there may be several.
    /// - Throws: ``ToolError`` that names the place and the kind of secret, and never the secret.
    func check(_ texts: [String], of list: String = "memories", in pool: PostgresPool) async throws {
        guard let (place, name) = try await secrets(in: texts, pool).min(by: { $0.key < $1.key }) else { return }
        let which = texts.count == 1 ? "the text, or what belongs to it," : "\(list)[\(place)]"
        throw ToolError(
            "Nothing was stored: \(which) seems to hold a secret (\(name)), and memories are read by models. Leave it out, "
                + "or give allow_secrets: true where it is none, or must be kept."
        )
    }

    /// The kinds of secrets that texts hold, by the places of the texts.
    func secrets(in texts: [String], _ pool: PostgresPool) async throws -> [Int: String] {
        let patterns = try await patterns.value()
        guard !patterns.isEmpty else { return [:] }
        do {
            let found = try await pool.query(
                """
                SELECT DISTINCT ON (given.place) given.place::pg_catalog.int4 - 1, pattern.name
                FROM unnest(\(texts)) WITH ORDINALITY AS given (text, place),
                    unnest(\(patterns.map(\.name)), \(patterns.map(\.pattern))) WITH ORDINALITY
                        AS pattern (name, regex, rank)
                WHERE given.text ~ pattern.regex ORDER BY given.place, pattern.rank
                """
            ).map { try $0.decode((Int32, String).self) }
            return Dictionary(uniqueKeysWithValues: found.map { (Int($0.0), $0.1) })
        } catch let error as PostgresError where error.sqlState == .invalidRegularExpression {
            throw SettingsError("SECRET_PATTERNS: PostgreSQL does not read one of the patterns. \(error.message)")
        }
    }
}
