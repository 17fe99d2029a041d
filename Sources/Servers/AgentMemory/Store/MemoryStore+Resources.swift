import FoundationEssentials
import Postgres

/// A memory as a list of resources shows it.
struct ListedMemory: Sendable {
    let id: Int32
    /// The beginning of its text.
    let title: String
    /// The size of its text in bytes.
    let size: Int
    let updatedAt: Date?
}

extension MemoryStore {
    /// The believed memories of a bank whose ids follow `id`, by id; from the first one where that is nil.
    func listed(in bank: Int32, after id: Int32?, limit: Int32) async throws -> [ListedMemory] {
        try await pool.query(
            """
            SELECT m.id, pg_catalog.left(pg_catalog.split_part(m.content, E'\\n', 1), 80), pg_catalog.octet_length(m.content),
                \(fragment: .date(ofTimestamp: "m.updated_at"))
            FROM public.memories AS m
            WHERE m.memory_bank_id = \(bank) AND m.id > \(id ?? .min) AND \(fragment: MemoryCondition().met(by: "m"))
            ORDER BY m.id LIMIT \(limit)
            """
        ).map { row in
            let (id, title, size, updatedAt) = try row.decode((Int32, String, Int32, Date?).self)
            return ListedMemory(id: id, title: title, size: Int(size), updatedAt: updatedAt)
        }
    }

    /// The ids of believed memories of a bank that begin with these digits, in order.
    func ids(beginningWith digits: String, in bank: Int32, limit: Int32) async throws -> [Int32] {
        try await pool.query(
            """
            SELECT m.id FROM public.memories AS m
            WHERE m.memory_bank_id = \(bank) AND pg_catalog.starts_with(m.id::pg_catalog.text, \(digits))
                AND \(fragment: MemoryCondition().met(by: "m"))
            ORDER BY m.id LIMIT \(limit)
            """
        ).map { try $0.decode(Int32.self) }
    }
}

extension ConversationStore {
    /// The names of a bank's sessions that begin with a text, in order.
    func sessionIDs(
        in bank: Int32,
        after session: String?,
        beginningWith text: String,
        limit: Int32
    ) async throws -> [String] {
        try await pool.query(
            """
            SELECT s.session_id::pg_catalog.text FROM public.conversation_sessions AS s
            WHERE s.memory_bank_id = \(bank) AND s.session_id > \(session ?? "")
                AND pg_catalog.starts_with(s.session_id, \(text))
            ORDER BY s.session_id LIMIT \(limit)
            """
        ).map { try $0.decode(String.self) }
    }
}
