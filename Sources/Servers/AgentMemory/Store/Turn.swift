import Postgres

/// One turn of a stored conversation.
struct Turn: Sendable {
    let id: Int32
    let bank: String
    let session: String
    /// Its place in the session, from 0.
    let number: Int32
    let role: String
    let speaker: String?
    let content: String
    let metadata: JSONText?
    let createdAt: String?

    /// The columns of rows `c`, joined with their banks as `bank`.
    static let columns: SQL = """
        c.id, bank.name::pg_catalog.text, c.session_id::pg_catalog.text, c.turn, c.role::pg_catalog.text, c.speaker,
        c.content, c.metadata, \(fragment: .text(ofTimestamp: "c.created_at"))
        """

    /// The tables that the columns are of.
    static let tables: SQL = "public.conversations AS c JOIN public.memory_banks AS bank ON bank.id = c.memory_bank_id"

    init(_ row: PostgresRow) throws {
        (id, bank, session, number, role, speaker, content, metadata, createdAt) = try row.decode(
            (Int32, String, String, Int32, String, String?, String, JSONText?, String?).self
        )
    }
}

/// A session as a list shows it.
struct ConversationSession: Sendable {
    let id: Int32
    let bank: String
    let session: String
    let title: String?
    /// How many turns it has.
    let turns: Int64
    let createdAt: String?
    let updatedAt: String?
}
