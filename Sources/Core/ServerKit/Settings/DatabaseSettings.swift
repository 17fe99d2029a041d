/// Which database a server uses.
struct DatabaseSettings: Sendable {
    /// A libpq URL; nil for the private database.
    let url: String?
    /// The same database without a pooler between, for what a pooler cannot carry; nil where `url` will do.
    let directURL: String?
    /// Whether statements are prepared once and kept; nil to do so unless a pooler is between.
    let preparesStatements: Bool?

    init(_ sources: SettingSources) throws(SettingsError) {
        url = try Self.url.read(sources)
        directURL = try Self.directURL.read(sources)
        guard url != nil || directURL == nil else {
            throw SettingsError("DATABASE_DIRECT_URL is for a database that DATABASE_URL names; set that too.")
        }
        preparesStatements = try Self.prepares.read(sources)
    }
}

extension DatabaseSettings: SettingGroup {
    private static let url = Setting.secret(
        "DATABASE_URL",
        aliases: ["POSTGRES_URL"],
        flag: .option("database-url", value: "url"),
        defaultText: "the private database under PADDLE_HOME",
        "A PostgreSQL URL, in libpq's format; if it holds a password, keep it in a file and give DATABASE_URL_FILE, since "
            + "every user of the machine sees the command line"
    )
    private static let directURL = Setting.secret(
        "DATABASE_DIRECT_URL",
        defaultText: "DATABASE_URL",
        "The same database past a pooler such as PgBouncer, for notifications and migrations; without it changes made "
            + "by others reach subscribers a second late"
    )
    private static let prepares = Setting.flag(
        "DATABASE_PREPARED_STATEMENTS",
        defaultText: "true, except behind a pooler",
        "true behind a pooler that keeps prepared statements, such as PgBouncer 1.21 or newer; false never to keep them"
    )

    static var declarations: [any SettingDeclaration] { [url, directURL, prepares] }
}
