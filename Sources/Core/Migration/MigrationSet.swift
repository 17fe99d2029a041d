/// One numbered SQL file of a set.
public struct MigrationFile: Sendable {
    /// 1, 2, 3, … without gaps inside a set.
    public let version: Int
    /// The words after the number in the file's name.
    public let name: String
    /// The whole text of the file.
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
}

/// The migrations of one owner (a server, or a module that servers share), applied in order of their numbers.
public struct MigrationSet: Sendable {
    /// Names the set in the ledger.
    public let name: String
    /// In order of their versions.
    public let files: [MigrationFile]
    /// The tables that the files make or adopt: only such are checked for what others have attached to them.
    package let tables: [OwnedTable]

    /// A set of files that are already in order.
    public init(name: String, files: [MigrationFile]) {
        self.init(name: name, files: files, tables: [])
    }

    /// A set of files that are already in order, and the tables that they make or adopt.
    package init(name: String, files: [MigrationFile], tables: [OwnedTable]) {
        self.name = name
        self.files = files
        self.tables = tables
    }

    /// The version a database has once every file is applied; 0 for an empty set.
    public var latestVersion: Int { files.last?.version ?? 0 }
}
