import Postgres
import Retrieval

/// A bank, and what is in it.
struct MemoryBank: Sendable {
    let id: Int32
    let name: String
    let description: String?
    /// How many memories are believed now, how many were retired, and how many turns of conversations there are.
    let memories: Int64
    let retired: Int64
    let turns: Int64
    let createdAt: String?
    let updatedAt: String?
}

/// The SQL of memory banks.
struct BankStore: Sendable {
    let pool: PostgresPool

    /// The ids of the banks that there are of these, by their names.
    func ids(of names: [String]) async throws -> [String: Int32] {
        try await Dictionary(
            pool.query("SELECT name::pg_catalog.text, id FROM public.memory_banks WHERE name = ANY (\(names))")
                .map { try $0.decode((String, Int32).self) }
        ) { first, _ in first }
    }

    /// Makes a bank, unless there is one of the name.
    ///
    /// - Returns: Its id, and whether it is new.
    func make(
        _ name: String,
        description: String?,
        on connection: PostgresConnection
    ) async throws -> (id: Int32, isNew: Bool) {
        while true {
            let made = try await connection.query(
                """
                INSERT INTO public.memory_banks (name, description) VALUES (\(name), \(description))
                ON CONFLICT (name) DO NOTHING RETURNING id
                """
            ).first?.decode(Int32.self)
            if let made { return (made, true) }
            let known = try await connection.query("SELECT id FROM public.memory_banks WHERE name = \(name)")
                .first?.decode(Int32.self)
            // It may be deleted just now.
            if let known { return (known, false) }
        }
    }

    /// Lets one transaction at a time decide what is new in a bank, and notes that the bank has changed.
    ///
    /// - Throws: ``RetrievalError`` where the bank was deleted meanwhile.
    func lock(_ bank: Int32, on connection: PostgresConnection) async throws {
        let results = try await connection.pipeline([
            """
            SELECT pg_catalog.pg_advisory_xact_lock('public.memory_banks'::pg_catalog.regclass::pg_catalog.oid
                ::pg_catalog.int4, \(bank))
            """,
            "UPDATE public.memory_banks SET updated_at = pg_catalog.statement_timestamp() WHERE id = \(bank) RETURNING id",
        ])
        guard !results[1].isEmpty else {
            throw RetrievalError(
                .missing,
                "Nothing was done: the bank was deleted meanwhile. Call again to have it made anew."
            )
        }
    }

    /// Banks by name, with what is in them.
    func banks(after name: String?, limit: Int32) async throws -> [MemoryBank] {
        try await banks(where: "bank.name > \(name ?? "")", limit: limit)
    }

    /// The bank of this name; nil where there is none.
    func bank(_ name: String) async throws -> MemoryBank? {
        try await banks(where: "bank.name = \(name)", limit: 1).first
    }

    private func banks(where condition: SQL, limit: Int32) async throws -> [MemoryBank] {
        try await pool.query(
            """
            SELECT bank.id, bank.name::pg_catalog.text, bank.description, counted.believed, counted.retired,
                (SELECT count(*) FROM public.conversations AS c WHERE c.memory_bank_id = bank.id),
                \(fragment: .text(ofTimestamp: "bank.created_at")), \(fragment: .text(ofTimestamp: "bank.updated_at"))
            FROM public.memory_banks AS bank CROSS JOIN LATERAL (
                SELECT count(*) FILTER (WHERE \(fragment: MemoryCondition().met(by: "m"))) AS believed,
                    count(*) FILTER (WHERE m.retired_at IS NOT NULL) AS retired
                FROM public.memories AS m WHERE m.memory_bank_id = bank.id
            ) AS counted
            WHERE \(fragment: condition) ORDER BY bank.name LIMIT \(limit)
            """
        ).map { row in
            let (id, name, description, memories, retired, turns, createdAt, updatedAt) = try row.decode(
                (Int32, String, String?, Int64, Int64, Int64, String?, String?).self
            )
            return MemoryBank(
                id: id,
                name: name,
                description: description,
                memories: memories,
                retired: retired,
                turns: turns,
                createdAt: createdAt,
                updatedAt: updatedAt
            )
        }
    }

    /// The name of a bank; nil where there is none of the id.
    func name(of id: Int32) async throws -> String? {
        try await pool.query("SELECT name::pg_catalog.text FROM public.memory_banks WHERE id = \(id)")
            .first?.decode(String.self)
    }

    /// Names that begin with a text, in order.
    ///
    /// - Parameter last: The name after which to begin; nil for the first.
    func names(beginningWith text: String = "", after last: String? = nil, limit: Int32) async throws -> [String] {
        try await pool.query(
            """
            SELECT name::pg_catalog.text FROM public.memory_banks
            WHERE pg_catalog.starts_with(name, \(text)) AND name > \(last ?? "") ORDER BY name LIMIT \(limit)
            """
        ).map { try $0.decode(String.self) }
    }
}
