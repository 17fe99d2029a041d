/// One numbered SQL file of a set.
public struct MigrationFile: Sendable {
    /// 1, 2, 3, … without gaps inside a set.
    public let version: Int
    /// The words after the number in the file's name.
    public let name: String
    /// The whole text of the file.
    ///
    /// Names without a schema are PostgreSQL's own, so what the file makes has one: `CREATE TABLE public.documents`. Its
    /// functions are made with `SET search_path = pg_catalog, pg_temp`. `@extschema:NAME@` stands for the schema of an
    /// extension, as in `@extschema:vector@.vector(384)`; the extension is made first where the database lacks it.
    public let sql: String

    /// A file as the build plugin embeds it.
    public init(version: Int, name: String, sql: String) {
        self.version = version
        self.name = name
        self.sql = sql
    }

    /// False where the first line is `-- no transaction`, for a file with a single statement such as
    /// `CREATE INDEX CONCURRENTLY`.
    public var isTransactional: Bool { !sql.hasPrefix("-- no transaction") }

    /// The file, for messages.
    func label(in set: String) -> String { "Migration \(version) \"\(name)\" of \(set)" }
}

/// The migrations of one owner (a server, or a module that servers share), applied in order of their numbers.
public struct MigrationSet: Sendable {
    /// Names the set in the ledger.
    public let name: String
    /// In order of their versions.
    public let files: [MigrationFile]
    /// By version: the checksums of earlier texts of a file, which made the same schema.
    let earlierChecksums: [Int: Set<String>]

    /// A set of files that are already in order.
    ///
    /// - Parameter earlierChecksums: By version: SHA-256, in hexadecimal, of earlier texts of a file that made the same
    ///   schema. A database where one of them was applied goes on as it is.
    public init(name: String, files: [MigrationFile], earlierChecksums: [Int: Set<String>] = [:]) {
        self.name = name
        self.files = files
        self.earlierChecksums = earlierChecksums
    }

    /// The version a database has once every file is applied; 0 for an empty set.
    public var latestVersion: Int { files.last?.version ?? 0 }
}
