import Postgres

/// The SQL of an export: PostgreSQL writes each row as a line of JSON.
struct BankExportStore: Sendable {
    let pool: PostgresPool

    /// One kind of line, and the query that makes them: what a line is of, for people, and the line.
    private struct Lines {
        let line: BankFile.Line
        let query: SQL
    }

    /// Reads all that a bank holds as it is at one moment, line by line. None is kept in memory.
    ///
    /// - Parameters:
    ///   - begin: Gets what the bank is, and how many lines there will be, before the first line.
    ///   - each: Gets the lines, on the thread of a connection, which it may block.
    func readAll(
        of bank: Int32,
        begin: @Sendable (_ name: String, _ description: String?, _ counts: BankFile.Counts) throws -> Void,
        each: @Sendable (_ line: BankFile.Line, _ name: String, _ text: String) throws -> Void
    ) async throws -> Bool {
        try await pool.transaction(isolation: .repeatableRead, readOnly: true, attempts: 1) { connection in
            try await connection.execute(.liftingStatementTimeout)
            guard let row = try await connection.query(Self.extent(of: bank)).first else { return false }
            let (name, description, memories, sessions, turns, values, distinctions) = try row.decode(
                (String, String?, Int32, Int32, Int32, Int32, Int32).self
            )
            var counts = BankFile.Counts()
            (counts.memories, counts.sessions, counts.turns) = (memories, sessions, turns)
            (counts.values, counts.distinctions) = (values, distinctions)
            try begin(name, description, counts)
            for lines in Self.lines(of: bank) {
                try await connection.stream(lines.query) { row in
                    let (name, text) = try row.decode((String, String).self)
                    try each(lines.line, name, text)
                }
            }
            return true
        }
    }

    private static let isKept: SQL = "(v.expires_at IS NULL OR v.expires_at > pg_catalog.now())"

    private static func extent(of bank: Int32) -> SQL {
        func count(_ rows: SQL) -> SQL { "(SELECT count(*)::pg_catalog.int4 FROM \(fragment: rows))" }
        return """
            SELECT bank.name::pg_catalog.text, bank.description,
                \(fragment: count("public.memories AS m WHERE m.memory_bank_id = bank.id")),
                \(fragment: count("public.conversation_sessions AS s WHERE s.memory_bank_id = bank.id")),
                \(fragment: count("public.conversations AS c WHERE c.memory_bank_id = bank.id")),
                \(fragment: count("public.session_values AS v WHERE v.memory_bank_id = bank.id AND \(fragment: isKept)")),
                \(fragment: count("public.memory_distinctions AS d WHERE \(fragment: isDistinction(of: "bank.id"))"))
            FROM public.memory_banks AS bank WHERE bank.id = \(bank)
            """
    }

    /// Looked up for each distinction: there are few, and a join may begin with all pairs of the bank's memories.
    private static func isDistinction(of bank: SQL) -> SQL {
        """
        (SELECT m.memory_bank_id FROM public.memories AS m WHERE m.id = d.one) = \(fragment: bank)
            AND (SELECT m.memory_bank_id FROM public.memories AS m WHERE m.id = d.other) = \(fragment: bank)
        """
    }

    private static func lines(of bank: Int32) -> [Lines] {
        [
            Lines(
                line: .memory,
                query: """
                    SELECT pg_catalog.concat('memory ', m.id), \(fragment: object(memory, with: ["m.metadata"]))
                    FROM public.memories AS m WHERE m.memory_bank_id = \(bank) ORDER BY m.id
                    """
            ),
            Lines(
                line: .distinction,
                query: """
                    SELECT 'a distinction', \(fragment: object(["one": "d.one", "other": "d.other"]))
                    FROM public.memory_distinctions AS d WHERE \(fragment: isDistinction(of: "\(bank)"))
                    ORDER BY d.one, d.other
                    """
            ),
            Lines(
                line: .session,
                query: """
                    SELECT pg_catalog.concat('session ', s.session_id), \(fragment: object(session, with: ["s.metadata"]))
                    FROM public.conversation_sessions AS s WHERE s.memory_bank_id = \(bank) ORDER BY s.id
                    """
            ),
            Lines(
                line: .turn,
                query: """
                    SELECT pg_catalog.concat('turn ', c.turn, ' of session ', c.session_id),
                        \(fragment: object(turn, with: ["c.metadata"]))
                    FROM public.conversations AS c WHERE c.memory_bank_id = \(bank) ORDER BY c.conversation_id, c.turn
                    """
            ),
            Lines(
                line: .value,
                query: """
                    SELECT pg_catalog.concat('value ', v.key, ' of session ', v.session_id),
                        \(fragment: object(value, with: ["v.value"]))
                    FROM public.session_values AS v WHERE v.memory_bank_id = \(bank) AND \(fragment: isKept)
                    ORDER BY v.session_id, v.key
                    """
            ),
        ]
    }
}

extension BankExportStore {
    /// The text of an object of these members without those that are NULL, and of the JSON in a column, which is taken as
    /// it is: nulls in it are data.
    private static func object(_ members: KeyValuePairs<String, SQL>, with column: [SQL] = []) -> SQL {
        let plain = members.map { "\(unsafe: "'\($0.key)'"), \(fragment: $0.value)" as SQL }.joined(separator: ", ")
        let json = column.map { column in
            """
             || CASE WHEN \(fragment: column) IS NULL THEN '{}'
                ELSE pg_catalog.jsonb_build_object(\(fragment: name(of: column)), \(fragment: column)) END
            """ as SQL
        }.joined(separator: "")
        return """
            (pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object(\(fragment: plain)))\(fragment: json))::pg_catalog.text
            """
    }

    private static func name(of column: SQL) -> SQL {
        SQL(unsafe: "'\(column.text.drop { $0 != "." }.dropFirst())'")
    }

    private static func time(_ column: SQL) -> SQL { .text(ofTimestamp: column) }

    private static let memory: KeyValuePairs<String, SQL> = [
        "id": "m.id", "kind": "m.kind", "content": "m.content", "subject": "m.subject", "attribute": "m.attribute",
        "importance": "m.importance", "trust": "m.trust", "pinned": "nullif(m.pinned, false)", "source": "m.source",
        "session_id": "m.session_id", "valid_from": time("m.valid_from"), "valid_to": time("m.valid_to"),
        "expires_at": time("m.expires_at"), "created_at": time("m.created_at"), "updated_at": time("m.updated_at"),
        "recorded_at": time("m.recorded_at"), "access_count": "nullif(m.access_count, 0)",
        "last_accessed": time("m.last_accessed"), "confirmations": "nullif(m.confirmations, 0)",
        "retired_at": time("m.retired_at"), "retired_as": "m.retired_as", "retired_reason": "m.retired_reason",
        "superseded_by": "m.superseded_by",
    ]

    private static let session: KeyValuePairs<String, SQL> = [
        "session_id": "s.session_id", "title": "s.title", "created_at": time("s.created_at"),
        "updated_at": time("s.updated_at"),
    ]

    private static let turn: KeyValuePairs<String, SQL> = [
        "session_id": "c.session_id", "role": "c.role", "speaker": "c.speaker", "content": "c.content",
        "created_at": time("c.created_at"),
    ]

    private static let value: KeyValuePairs<String, SQL> = [
        "session_id": "v.session_id", "key": "v.key", "expires_at": time("v.expires_at"),
        "created_at": time("v.created_at"), "updated_at": time("v.updated_at"),
    ]
}
