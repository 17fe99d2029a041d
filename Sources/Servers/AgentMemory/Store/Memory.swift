import MCP
import Postgres

/// What sort of thing is remembered.
enum MemoryKind: String, CaseIterable, Codable, Sendable, ArgumentValue, PostgresArrayElement {
    case fact, event, preference, procedure, note
}

/// Why a memory is not believed any more.
enum Retirement: String, CaseIterable, Codable, Sendable, PostgresArrayElement {
    /// It was to be forgotten; it can be restored.
    case forgotten
    /// Another one says how it is now.
    case superseded
    /// Another one says the same.
    case merged
    /// It is a former text of a memory.
    case corrected
}

/// One stored memory. Times are texts as ``SQL/text(ofTimestamp:)`` writes them.
struct Memory: Sendable {
    let id: Int32
    let bank: String
    let content: String
    let facts: Facts
    let history: History

    /// What is known of it beside its text.
    struct Facts: Sendable {
        let kind: MemoryKind
        let subject: String?
        let attribute: String?
        let metadata: JSONText?
        /// 1 to 10.
        let importance: Int32
        /// 0 to 1.
        let trust: Double
        let isPinned: Bool
        let source: String?
        let session: String?
        let validFrom: String?
        let validTo: String?
        let expiresAt: String?
    }

    /// What has happened to it.
    struct History: Sendable {
        let createdAt: String?
        let updatedAt: String?
        /// How often a search or a recall has returned it.
        let accesses: Int32
        let lastAccessed: String?
        /// How often the same was stored once more.
        let confirmations: Int32
        let retiredAt: String?
        let retiredAs: Retirement?
        let reason: String?
        /// The memory that has taken its place.
        let supersededBy: Int32?
        /// How many seconds ago it was last changed, or became true if that is later.
        let age: Double
    }
}

extension Memory {
    /// The columns of rows `m`, joined with their banks as `bank`.
    static let columns: SQL = """
        m.id, bank.name::pg_catalog.text, m.content,
        m.kind, m.subject, m.attribute, m.metadata, greatest(1, least(10, coalesce(m.importance, 1))),
        m.trust::pg_catalog.float8, m.pinned, m.source, m.session_id,
        \(fragment: .text(ofTimestamp: "m.valid_from")), \(fragment: .text(ofTimestamp: "m.valid_to")),
        \(fragment: .text(ofTimestamp: "m.expires_at")),
        \(fragment: .text(ofTimestamp: "m.created_at")), \(fragment: .text(ofTimestamp: "m.updated_at")),
        greatest(0, coalesce(m.access_count, 0)), \(fragment: .text(ofTimestamp: "m.last_accessed")), m.confirmations,
        \(fragment: .text(ofTimestamp: "m.retired_at")), m.retired_as, m.retired_reason, m.superseded_by,
        CASE WHEN pg_catalog.isfinite(coalesce(m.valid_from, m.updated_at)) THEN greatest(0, pg_catalog.date_part('epoch',
            pg_catalog.now() - greatest(m.updated_at, least(m.valid_from, pg_catalog.now())))) ELSE 0 END
        """

    /// The tables that the columns are of.
    static let tables: SQL = "public.memories AS m JOIN public.memory_banks AS bank ON bank.id = m.memory_bank_id"

    init(_ row: PostgresRow) throws {
        let columns = try row.decode(
            (
                Int32, String, String, MemoryKind, String?, String?, JSONText?, Int32, Double, Bool, String?, String?,
                String?, String?, String?, String?, String?, Int32, String?, Int32, String?, Retirement?, String?,
                Int32?, Double
            ).self
        )
        id = columns.0
        bank = columns.1
        content = columns.2
        facts = Facts(
            kind: columns.3,
            subject: columns.4,
            attribute: columns.5,
            metadata: columns.6,
            importance: columns.7,
            trust: columns.8,
            isPinned: columns.9,
            source: columns.10,
            session: columns.11,
            validFrom: columns.12,
            validTo: columns.13,
            expiresAt: columns.14
        )
        history = History(
            createdAt: columns.15,
            updatedAt: columns.16,
            accesses: columns.17,
            lastAccessed: columns.18,
            confirmations: columns.19,
            retiredAt: columns.20,
            retiredAs: columns.21,
            reason: columns.22,
            supersededBy: columns.23,
            age: columns.24
        )
    }
}
