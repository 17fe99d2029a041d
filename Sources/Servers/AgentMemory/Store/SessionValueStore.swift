import Postgres

/// A value that an agent keeps for a session.
struct SessionValue: Sendable {
    let key: String
    let value: JSONText
    let expiresAt: String?
    let updatedAt: String?
}

/// The SQL of the values of sessions.
struct SessionValueStore: Sendable {
    let pool: PostgresPool

    private static let isLive: SQL = "(expires_at IS NULL OR expires_at > pg_catalog.now())"

    /// So many values that have expired are dropped along with a change, in whichever session of the bank.
    private static let dropped: Int32 = 100

    /// Sets a value, or removes it where the new one is nil, and drops some of what has expired in the bank.
    ///
    /// - Parameter seconds: For how long it is kept; nil for good.
    /// - Returns: Whether there was one that had not expired.
    func set(
        _ key: String,
        to value: JSONText?,
        for seconds: Double?,
        in session: String,
        of bank: Int32,
        on connection: PostgresConnection
    ) async throws -> Bool {
        let former = try await connection.query(
            """
            WITH dropped AS (
                DELETE FROM public.session_values WHERE ctid = ANY (ARRAY(
                    SELECT ctid FROM public.session_values
                    WHERE memory_bank_id = \(bank) AND expires_at <= pg_catalog.now()
                        AND NOT (session_id = \(session) AND key = \(key))
                    ORDER BY expires_at LIMIT \(Self.dropped) FOR UPDATE SKIP LOCKED))
            )
            DELETE FROM public.session_values
            WHERE memory_bank_id = \(bank) AND session_id = \(session) AND key = \(key)
            RETURNING \(fragment: Self.isLive)
            """
        ).map { try $0.decode(Bool.self) }
        if let value {
            try await connection.execute(
                """
                INSERT INTO public.session_values (memory_bank_id, session_id, key, value, expires_at)
                VALUES (\(bank), \(session), \(key), \(value),
                    pg_catalog.statement_timestamp() + \(seconds) * pg_catalog.make_interval(secs => 1))
                ON CONFLICT (memory_bank_id, session_id, key) DO UPDATE
                    SET value = excluded.value, expires_at = excluded.expires_at, updated_at = pg_catalog.statement_timestamp()
                """
            )
        }
        return former.contains(true)
    }

    /// The values of a session that have not expired, by key; only this one where a key is given.
    func values(_ key: String?, in session: String, of bank: Int32) async throws -> [SessionValue] {
        let isAsked: SQL = key.map { "key = \($0)" } ?? "true"
        return try await pool.query(
            """
            SELECT key::pg_catalog.text, value, \(fragment: .text(ofTimestamp: "expires_at")),
                \(fragment: .text(ofTimestamp: "updated_at"))
            FROM public.session_values
            WHERE memory_bank_id = \(bank) AND session_id = \(session) AND \(fragment: Self.isLive) AND \(fragment: isAsked)
            ORDER BY key LIMIT 1000
            """
        ).map { row in
            let (key, value, expiresAt, updatedAt) = try row.decode((String, JSONText, String?, String?).self)
            return SessionValue(key: key, value: value, expiresAt: expiresAt, updatedAt: updatedAt)
        }
    }
}
