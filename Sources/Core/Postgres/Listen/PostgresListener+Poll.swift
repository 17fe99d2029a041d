extension PostgresListener {
    private static var pause: Duration { .seconds(1) }

    /// Asks again and again whether anything was written, in place of listening: behind a pooler the session that listens
    /// is another's a moment later. Returns only by throwing.
    func poll(on connection: PostgresConnection, whenPolling: () -> Void) async throws {
        var last = try await connection.writes
        channels.done(channels.changes)
        whenPolling()
        while true {
            try await Task.sleep(for: Self.pause)
            let now = try await connection.writes
            if now != last { buffer.addMissed() }
            last = now
            channels.done(channels.changes)
        }
    }
}

extension PostgresConnection {
    /// Which transactions that write have ended: another text after any of them, in any database of the server.
    fileprivate var writes: String {
        get async throws {
            try await query("SELECT pg_catalog.pg_current_snapshot()::pg_catalog.text")[0].decode(String.self)
        }
    }
}
