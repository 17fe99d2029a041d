/// Which database a server uses.
struct DatabaseSettings: Sendable {
    /// A libpq URL; nil for the private database.
    let url: String?
    /// Whether statements are prepared once and kept.
    let preparesStatements: Bool

    init(_ sources: SettingSources) throws(SettingsError) {
        url = try Self.url.read(sources)
        preparesStatements = try Self.prepares.read(sources) ?? true
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
    private static let prepares = Setting.flag(
        "DATABASE_PREPARED_STATEMENTS",
        defaultText: "true",
        "false where statements cannot be kept prepared: PgBouncer before 1.21 in transaction mode"
    )

    static var declarations: [any SettingDeclaration] { [url, prepares] }
}
