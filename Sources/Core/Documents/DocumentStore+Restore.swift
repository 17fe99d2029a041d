package import Postgres
package import Retrieval

/// What becomes of a document that is to be stored as it was elsewhere, where there is one like it: one with the same
/// key, or with the same id where it has no key.
package enum ExistingDocument: String, CaseIterable, Codable, Sendable {
    /// It stays as it is.
    case skip
    /// It is replaced.
    case replace
    /// Nothing of the batch is stored.
    case fail
}

/// How many documents were stored, and how.
package struct RestoredCounts: Sendable, Hashable {
    package var created = 0
    package var replaced = 0
    package var skipped = 0

    package init(created: Int = 0, replaced: Int = 0, skipped: Int = 0) {
        self.created = created
        self.replaced = replaced
        self.skipped = skipped
    }

    package static func + (a: RestoredCounts, b: RestoredCounts) -> RestoredCounts {
        RestoredCounts(
            created: a.created + b.created,
            replaced: a.replaced + b.replaced,
            skipped: a.skipped + b.skipped
        )
    }
}

extension DocumentStore {
    package typealias Restored = (document: WholeDocument, embedded: EmbeddedContent?)

    /// Stores documents as they were elsewhere: with their ids as far as these are free, their times and their vectors.
    /// The connection is in a transaction.
    ///
    /// - Parameter documents: No two of them have the same key, or the same id.
    /// - Throws: ``RetrievalError`` where one is there already and that is to fail.
    package func restore(
        _ documents: [Restored],
        existing: ExistingDocument,
        on connection: PostgresConnection
    ) async throws -> RestoredCounts {
        try checkWritable()
        if let keys = lock(documents.compactMap(\.document.key)) { try await connection.execute(keys) }
        let ofKeys = try await ids(ofKeys: documents.map(\.document.key), on: connection)
        let taken = try await taken(documents.compactMap(\.document.id), on: connection)
        var new: [Restored] = []
        var known: [(id: Int32, restored: Restored)] = []
        for (place, var restored) in documents.enumerated() {
            let isTaken = restored.document.id.map(taken.contains) ?? false
            let there = restored.document.key == nil ? (isTaken ? restored.document.id : nil) : ofKeys[place]
            if let id = there {
                known.append((id, restored))
            } else {
                if isTaken { restored.document.id = nil }
                new.append(restored)
            }
        }
        if existing == .fail, let first = known.first {
            let name = first.restored.document.key.map { "key \"\($0)\"" } ?? "id \(first.id)"
            throw RetrievalError(
                .text,
                "A document with \(name) is there already. Have existing documents skipped or replaced, or delete it."
            )
        }
        try await insert(new.filter { $0.document.id != nil }, withIDs: true, on: connection)
        let unnumbered = new.filter { $0.document.id == nil }
        if !unnumbered.isEmpty {
            // The ids just stored have not moved the sequence that assigns the others.
            try await skipTakenIDs(on: connection)
            try await insert(unnumbered, withIDs: false, on: connection)
        }
        guard existing == .replace else { return RestoredCounts(created: new.count, skipped: known.count) }
        try await run(
            known.sorted { $0.id < $1.id }.map { ($0.id, replacing($0.id, by: $0.restored)) },
            on: connection
        )
        return RestoredCounts(created: new.count, replaced: known.count)
    }

    /// Lets the sequence of ids go on behind those that documents have brought along.
    package func skipTakenIDs(on connection: PostgresConnection) async throws {
        try await connection.execute("SELECT public.paddle_skip_taken_ids(\(fragment: table.name.relation))")
    }

    /// The ids of the documents that have these keys, by the places of the keys; locked.
    private func ids(ofKeys keys: [String?], on connection: PostgresConnection) async throws -> [Int: Int32] {
        let rows = try await connection.query(
            """
            SELECT given.place, d.id
            FROM unnest(\(keys.indices.map { Int32($0) }), \(keys)) AS given (place, key)
            JOIN \(identifier: table.name) AS d ON \(fragment: table.key(of: "d")) = given.key
            ORDER BY d.id FOR UPDATE OF d
            """
        )
        return Dictionary(
            uniqueKeysWithValues: try rows.map { try $0.decode((Int32, Int32).self) }.map { (Int($0), $1) }
        )
    }

    /// Which of these ids documents have; locked.
    private func taken(_ ids: [Int32], on connection: PostgresConnection) async throws -> Set<Int32> {
        try await Set(
            connection.query(
                """
                SELECT d.id FROM \(identifier: table.name) AS d WHERE d.id = ANY(\(ids)) ORDER BY d.id FOR UPDATE
                """
            ).map { try $0.decode(Int32.self) }
        )
    }

    private func insert(
        _ documents: [Restored],
        withIDs: Bool,
        on connection: PostgresConnection
    ) async throws {
        guard !documents.isEmpty else { return }
        let all = documents.map(\.document)
        let rows = try await connection.query(
            texts.insertion(
                into: (withIDs ? ["id"] : []) + ["key", "title", "content", "metadata", "created_at", "updated_at"],
                values: (withIDs ? ["\(all.map(\.id))"] : []) + [
                    "\(all.map(\.key))", "\(all.map(\.title))", "\(all.map(\.content))", "\(all.map(\.metadata))",
                    "\(all.map { $0.createdAt ?? "now" })::pg_catalog.timestamptz[]",
                    "\(all.map { $0.updatedAt ?? $0.createdAt ?? "now" })::pg_catalog.timestamptz[]",
                ],
                embedded: documents.map(\.embedded),
                returning: ["id"],
                as: "is_as_given, id"
            )
        ).map { try $0.decode((Bool, Int32).self) }
        guard rows.count == documents.count else { throw keptOut("stored") }
        try await complete(zip(rows, documents).map { ($0.0, $0.1, $1.embedded) }, on: connection)
    }

    private func replacing(_ id: Int32, by restored: Restored) -> [SQL] {
        let document = restored.document
        return texts.update(
            id: Int64(id),
            """
            title = \(document.title), metadata = \(document.metadata),
            created_at = coalesce(\(document.createdAt)::pg_catalog.timestamptz, created_at),
            updated_at = coalesce(\(document.updatedAt)::pg_catalog.timestamptz, CURRENT_TIMESTAMP)
            """,
            content: document.content ?? "",
            embedded: restored.embedded
        )
    }
}
