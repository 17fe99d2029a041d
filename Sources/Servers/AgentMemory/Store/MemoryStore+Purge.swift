import Postgres
import Retrieval

extension MemoryStore {
    /// The memories that are to be deleted for good, by their ids; they stay as they are until the end of the transaction.
    ///
    /// - Parameter time: Only those that were retired before it.
    func purgeable(
        in bank: Int32,
        _ state: MemoryCondition.State,
        retiredBefore time: String?,
        _ filter: MetadataFilter?,
        on connection: PostgresConnection
    ) async throws -> [Int32] {
        var conditions: [SQL] = ["m.memory_bank_id = \(bank)", MemoryCondition(state: state).met(by: "m")]
        if let time { conditions.append("m.retired_at < \(fragment: .time(time))") }
        if let filter = filter?.condition(on: "m", of: texts.table) { conditions.append(filter) }
        return try await connection.query(
            """
            SELECT m.id FROM public.memories AS m WHERE \(fragment: conditions.joined(separator: " AND "))
            ORDER BY m.id FOR UPDATE
            """
        ).map { try $0.decode(Int32.self) }
    }

    /// Turns, by their ids, and values of sessions.
    typealias SessionParts = (turns: [Int32], values: [(session: String, key: String)])

    /// The turns and the values of a bank's sessions; they stay as they are until the end of the transaction.
    func sessionParts(
        of bank: Int32,
        on connection: PostgresConnection
    ) async throws -> SessionParts {
        let turns = try await connection.query(
            "SELECT id FROM public.conversations WHERE memory_bank_id = \(bank) ORDER BY id FOR UPDATE"
        ).map { try $0.decode(Int32.self) }
        let values = try await connection.query(
            """
            SELECT session_id::pg_catalog.text, key::pg_catalog.text FROM public.session_values
            WHERE memory_bank_id = \(bank) ORDER BY session_id, key FOR UPDATE
            """
        ).map { try $0.decode((String, String).self) }
        return (turns, values.map { (session: $0.0, key: $0.1) })
    }

    /// Deletes memories, turns and values of sessions for good, and the sessions that then have no turns.
    func purge(
        _ ids: [Int32],
        turns: [Int32],
        values: [(session: String, key: String)],
        of bank: Int32,
        on connection: PostgresConnection
    ) async throws {
        _ = try await connection.pipeline([
            "DELETE FROM public.memories WHERE id = ANY (\(ids))",
            "DELETE FROM public.conversations WHERE id = ANY (\(turns))",
            """
            DELETE FROM public.session_values AS kept
            USING unnest(\(values.map(\.session)), \(values.map(\.key))) AS given (session, key)
            WHERE kept.memory_bank_id = \(bank) AND kept.session_id = given.session AND kept.key = given.key
            """,
            """
            DELETE FROM public.conversation_sessions AS s
            WHERE s.memory_bank_id = \(bank) AND \(!turns.isEmpty)
                AND NOT EXISTS (SELECT FROM public.conversations AS c WHERE c.conversation_id = s.id)
            """,
        ])
    }
}
