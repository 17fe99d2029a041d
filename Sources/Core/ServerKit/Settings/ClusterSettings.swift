/// Where the private database is, and for how long it runs.
struct ClusterSettings: Sendable {
    /// PADDLE_HOME.
    let home: String
    /// The folder of the PostgreSQL that it runs.
    let postgresql: String
    /// How long it runs without any connection before it stops; nil to never stop it.
    let idleStop: Duration?

    /// The allowed values of DATABASE_IDLE_STOP besides 0, in seconds.
    static let idleSeconds = 1.0...31_536_000

    init(_ sources: SettingSources, home: String) throws(SettingsError) {
        self.home = home
        postgresql = try Self.programs.read(sources) ?? SettingSources.part("postgresql", home: home)
        let idle = try Self.idle.read(sources) ?? 1800
        guard idle == 0 || Self.idleSeconds.contains(idle) else {
            throw SettingsError("DATABASE_IDLE_STOP must be 0, for never, or 1 second or more (got \(idle)).")
        }
        idleStop = idle > 0 ? .seconds(idle) : nil
    }
}

extension ClusterSettings: SettingGroup {
    private static let programs = Setting.text(
        "PADDLE_POSTGRESQL",
        defaultText: "PADDLE_HOME/postgresql",
        "The folder of the PostgreSQL that the private database runs; it contains bin"
    )
    private static let idle = Setting.number(
        "DATABASE_IDLE_STOP",
        in: 0...idleSeconds.upperBound,
        defaultText: "1800",
        "Seconds without any connection after which the private database stops, 0 for never; it starts again when needed"
    )

    static var declarations: [any SettingDeclaration] { [programs, idle] }
}
