import Postgres

/// A source that a judgement names.
struct KnownSource: Sendable {
    let id: Int32
    let key: String?
    /// How many characters its text has.
    let length: Int32
}

/// Where the words of a judgement are in their source.
struct LocatedSpan: Sendable {
    /// nil where they do not occur, or more than once and not where they are said to be.
    let start: Int32?
    let isAmbiguous: Bool
}

/// A set of judgements as lists show it.
struct JudgementSetRow: Sendable {
    let id: Int32
    let name: String
    let judgements: Int64
    let createdAt: String?
    let updatedAt: String?
}

/// The SQL of judgements.
struct JudgementStore: Sendable {
    let pool: PostgresPool

    // MARK: In the sources

    /// The sources that parts of judgements name: by id or, where there is none of that id any more, by key.
    func references(of parts: [JudgedPart]) async throws -> [KnownSource?] {
        var known = [KnownSource?](repeating: nil, count: parts.count)
        guard !parts.isEmpty else { return known }
        let rows = try await pool.query(
            """
            WITH found AS MATERIALIZED (
                SELECT given.place, coalesce((SELECT d.id FROM public.documents AS d WHERE d.id = given.id),
                    (SELECT d.id FROM public.documents AS d WHERE d.key = given.key)) AS id
                FROM unnest(\(parts.map(\.id)), \(parts.map(\.key))) WITH ORDINALITY AS given (id, key, place)
            )
            SELECT found.place::pg_catalog.int4, d.id, d.key, d.length FROM found JOIN (
                SELECT id, key, coalesce(char_length(content), 0) AS length FROM public.documents
                WHERE id IN (SELECT id FROM found) OFFSET 0
            ) AS d ON d.id = found.id
            """
        ).map { try $0.decode((Int32, Int32, String?, Int32).self) }
        for (place, id, key, length) in rows { known[Int(place) - 1] = KnownSource(id: id, key: key, length: length) }
        return known
    }

    /// Where the quotes of parts are; nil for a part without a source or a quote.
    func located(_ parts: [(part: JudgedPart, source: KnownSource)?]) async throws -> [LocatedSpan?] {
        var located = [LocatedSpan?](repeating: nil, count: parts.count)
        let quoted = parts.indices.filter { parts[$0]?.part.quote != nil }
        guard !quoted.isEmpty else { return located }
        let rows = try await pool.query(
            """
            WITH given AS MATERIALIZED (
                SELECT * FROM unnest(\(quoted.map(Int32.init)), \(quoted.map { parts[$0]?.source.id }),
                    \(quoted.map { parts[$0]?.part.quote }), \(quoted.map { parts[$0]?.part.start }))
                    AS given (place, id, quote, start)
            )
            SELECT given.place, CASE WHEN is_there THEN given.start WHEN first > 0 AND again = 0 THEN first - 1 END,
                first > 0 AND again > 0
            FROM given JOIN (
                -- Each text is read once, however many quotes of it there are.
                SELECT id, content || '' AS content FROM public.documents
                WHERE id IN (SELECT id FROM given) OFFSET 0
            ) AS d ON d.id = given.id
            -- Each of them once, and only where the one before it does not tell: OFFSET keeps them apart.
            CROSS JOIN LATERAL (
                SELECT coalesce(substr(d.content, least(given.start, 2147483646) + 1, char_length(given.quote))
                    = given.quote, false) AS is_there OFFSET 0
            ) AS said
            CROSS JOIN LATERAL (
                SELECT CASE WHEN is_there THEN 0 ELSE strpos(d.content, given.quote) END AS first OFFSET 0
            ) AS sought
            CROSS JOIN LATERAL (
                SELECT CASE WHEN first > 0 THEN strpos(substr(d.content, first + 1), given.quote) ELSE 0 END AS again
                OFFSET 0
            ) AS sought_again
            """
        ).map { try $0.decode((Int32, Int32?, Bool).self) }
        for (place, start, isAmbiguous) in rows {
            located[Int(place)] = LocatedSpan(start: start, isAmbiguous: isAmbiguous)
        }
        return located
    }

    // MARK: Sets

    /// The sets by their names.
    func sets(after name: String?, limit: Int32) async throws -> [JudgementSetRow] {
        try await pool.query(
            """
            SELECT s.id, s.name, (SELECT count(*) FROM public.judgements AS j WHERE j.set_id = s.id),
                \(fragment: .text(ofTimestamp: "s.created_at")), \(fragment: .text(ofTimestamp: "s.updated_at"))
            FROM public.judgement_sets AS s WHERE s.name > \(name ?? "") ORDER BY s.name LIMIT \(limit)
            """
        ).map { row in
            let (id, name, judgements, createdAt, updatedAt) = try row.decode(
                (Int32, String, Int64, String?, String?).self
            )
            return JudgementSetRow(
                id: id,
                name: name,
                judgements: judgements,
                createdAt: createdAt,
                updatedAt: updatedAt
            )
        }
    }

    /// The id of a set; nil where there is none of this name.
    func set(_ name: String) async throws -> Int32? {
        try await pool.query("SELECT id FROM public.judgement_sets WHERE name = \(name)").first?.decode(Int32.self)
    }

    /// Judgements of a set in their order, each with its place.
    func judgements(
        of set: Int32,
        after place: Int32? = nil,
        limit: Int32 = .max
    ) async throws -> [(place: Int32, judgement: Judgement)] {
        let rows = try await pool.query(
            """
            SELECT j.ordinal, j.query, p.document_id, p.document_key, p.grade::pg_catalog.int4, p.quote, p.char_start,
                p.char_end
            FROM (SELECT * FROM public.judgements WHERE set_id = \(set) AND ordinal > \(place ?? -1)
                ORDER BY ordinal LIMIT \(limit)) AS j
            JOIN public.judged_parts AS p ON p.judgement_id = j.id
            ORDER BY j.ordinal, p.ordinal
            """
        )
        var judgements: [(place: Int32, judgement: Judgement)] = []
        for row in rows {
            let (place, query, id, key, grade, quote, start, end) = try row.decode(
                (Int32, String, Int32?, String?, Int32?, String?, Int32?, Int32?).self
            )
            if judgements.last?.place != place { judgements.append((place, Judgement(query: query, parts: []))) }
            judgements[judgements.count - 1].judgement.parts.append(
                JudgedPart(id: id, key: key, grade: grade, quote: quote, start: start, end: end)
            )
        }
        return judgements
    }

    /// Makes these the judgements of a set; none removes it. The connection is in a transaction.
    ///
    /// - Returns: How many it had before; nil where it is new.
    func replace(_ name: String, by judgements: [Judgement], on connection: PostgresConnection) async throws -> Int? {
        let former = try await connection.query(
            "SELECT id FROM public.judgement_sets WHERE name = \(name) FOR UPDATE"
        ).first?.decode(Int32.self)
        guard !judgements.isEmpty else {
            guard let former else { return nil }
            let count = try await removeJudgements(of: former, on: connection)
            try await connection.execute("DELETE FROM public.judgement_sets WHERE id = \(former)")
            return count
        }
        let set = try await connection.query(
            """
            INSERT INTO public.judgement_sets (name) VALUES (\(name))
            ON CONFLICT (name) DO UPDATE SET updated_at = statement_timestamp() RETURNING id
            """
        )[0].decode(Int32.self)
        let removed = try await removeJudgements(of: set, on: connection)
        let ids = try await connection.query(
            """
            INSERT INTO public.judgements (set_id, ordinal, query)
            SELECT \(set), given.place - 1, given.query
            FROM unnest(\(judgements.map(\.query))) WITH ORDINALITY AS given (query, place)
            RETURNING ordinal, id
            """
        ).map { try $0.decode((Int32, Int64).self) }
        let byPlace = Dictionary(uniqueKeysWithValues: ids)
        let parts = judgements.enumerated().flatMap { place, judgement in
            judgement.parts.enumerated().map { (byPlace[Int32(place)] ?? 0, Int32($0), $1) }
        }
        try await connection.execute(
            """
            INSERT INTO public.judged_parts
                (judgement_id, ordinal, document_id, document_key, grade, char_start, char_end, quote)
            SELECT * FROM unnest(\(parts.map(\.0)), \(parts.map(\.1)), \(parts.map(\.2.id)), \(parts.map(\.2.key)),
                \(parts.map { $0.2.grade.map(Int16.init) }), \(parts.map(\.2.start)), \(parts.map(\.2.end)),
                \(parts.map(\.2.quote)))
            """
        )
        return former == nil ? nil : removed
    }

    private func removeJudgements(of set: Int32, on connection: PostgresConnection) async throws -> Int {
        Int(try await connection.execute("DELETE FROM public.judgements WHERE set_id = \(set)"))
    }
}
