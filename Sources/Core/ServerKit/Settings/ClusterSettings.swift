/// Where the embedded cluster is, and for how long it runs.
struct ClusterSettings: Sendable {
    /// PADDLE_HOME.
    let home: String
    /// PADDLE_POSTGRESQL: the PostgreSQL that it runs.
    let postgresql: String
    /// DATABASE_IDLE_STOP: how long nobody has to be connected before it stops; nil for never.
    let idleStop: Duration?

    /// Seconds that the cluster may have to be idle.
    static let idleSeconds = 1.0...31_536_000

    init(sources: SettingSources, home: String) throws(SettingsError) {
        self.home = home
        postgresql = sources.string("PADDLE_POSTGRESQL") ?? home + "/postgresql"
        let idle = try sources.number("DATABASE_IDLE_STOP", in: 0...Self.idleSeconds.upperBound) ?? 1800
        guard idle == 0 || Self.idleSeconds.contains(idle) else {
            throw SettingsError("DATABASE_IDLE_STOP must be 0, for never, or 1 second or more (got \(idle)).")
        }
        idleStop = idle > 0 ? .seconds(idle) : nil
    }
}
