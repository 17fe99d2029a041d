package import Postgres
package import Retrieval

/// A document that is there already under the key of one that is to be stored.
private struct KnownDocument {
    let id: Int32
    let hasContent: Bool
    let isSame: Bool
}

extension DocumentStore {
    /// Stores documents with their vectors, in their order, by few statements; those whose keys are known are updated,
    /// and new vectors are stored only for new text. The connection is in a transaction: all are stored or none.
    ///
    /// - Parameter documents: No two of them have the same key.
    package func put(_ documents: [NewDocument], on connection: PostgresConnection) async throws -> [StoredDocument] {
        try checkWritable()
        if let keys = lock(documents.compactMap(\.key)) { try await connection.execute(keys) }
        if let stored = try await put(documents, skipsTaken: true, on: connection) { return stored }
        // Somebody has stored rows with ids that the sequence had not come to.
        try await connection.execute("SELECT public.paddle_skip_taken_ids(\(fragment: table.name.relation))")
        return try await put(documents, skipsTaken: false, on: connection) ?? []
    }

    /// Stores each document for which that is possible, and tells why the others were refused. The connection is in a
    /// transaction.
    ///
    /// - Parameter documents: No two of them have the same key.
    /// - Throws: Errors that are not about a document's values.
    package func putEach(
        _ documents: [NewDocument],
        on connection: PostgresConnection
    ) async throws -> [Result<StoredDocument, RetrievalError>] {
        // For all of them at once, since the savepoints of one after the other would take them in another order.
        try checkWritable()
        if let keys = lock(documents.compactMap(\.key)) { try await connection.execute(keys) }
        if case .success(let stored) = try await tryPut(documents, on: connection) {
            return stored.map { .success($0) }
        }
        var results: [Result<StoredDocument, RetrievalError>] = []
        for document in documents {
            results.append(try await tryPut([document], on: connection).map { $0[0] })
        }
        return results
    }

    /// Stores all documents, or none and tells why.
    private func tryPut(
        _ documents: [NewDocument],
        on connection: PostgresConnection
    ) async throws -> Result<[StoredDocument], RetrievalError> {
        do {
            return .success(try await connection.transaction { try await put(documents, on: $0) })
        } catch let error as PostgresError where error.isAboutValues {
            return .failure(RetrievalError(.table, "The database refused it: \(error.message)"))
        } catch let error as RetrievalError {
            return .failure(error)
        }
    }

    /// Which documents, by their places, have their text stored under their key already.
    func hasContent(_ documents: [NewDocument]) async throws -> Set<Int> {
        guard let lookup = lookup(documents, where: "d.content = given.content") else { return [] }
        return try await Set(pool.query(lookup).map { try Int($0.decode((Int32, Int32, Bool?, Bool).self).0) })
    }

    /// Lets one transaction at a time store under a key. A key stands for one of 256 locks, taken in one order, so that
    /// transactions with many keys neither wait for each other in a circle nor use up the server's table of locks.
    private func lock(_ keys: [String]) -> SQL? {
        guard !keys.isEmpty else { return nil }
        return """
            SELECT pg_catalog.pg_advisory_xact_lock(\(fragment: table.name.relation)::pg_catalog.oid::pg_catalog.int4,
                bucket)
            FROM (SELECT DISTINCT pg_catalog.hashtext(key) & 255 AS bucket
                FROM pg_catalog.unnest(\(keys)) AS given (key) ORDER BY bucket) AS buckets
            """
    }

    /// - Returns: nil, with nothing stored, where a row was left out.
    private func put(
        _ documents: [NewDocument],
        skipsTaken: Bool,
        on connection: PostgresConnection
    ) async throws -> [StoredDocument]? {
        let known = try await known(documents, on: connection)
        var stored: [Int: StoredDocument] = [:]
        let new = documents.indices.filter { known[$0] == nil }
        if !new.isEmpty {
            guard let created = try await insert(new.map { documents[$0] }, skipsTaken: skipsTaken, on: connection)
            else { return nil }
            for (place, document) in zip(new, created) {
                stored[place] = StoredDocument(document: document, outcome: .created)
            }
        }
        if !known.isEmpty {
            let updates = known.filter { !$1.isSame }.sorted { $0.value.id < $1.value.id }
            try await apply(updates.map { update(to: documents[$0], of: $1) }, on: connection)
            let there = try await self.documents(known.values.map { .id($0.id) }, length: 0, on: connection)
            let byID = Dictionary(there.map { ($0.id, $0) }) { first, _ in first }
            for (place, found) in known {
                guard let document = byID[found.id] else { continue }
                stored[place] = StoredDocument(document: document, outcome: found.isSame ? .unchanged : .updated)
            }
        }
        return documents.indices.compactMap { stored[$0] }
    }

    /// The documents that are there under the keys of others, by the places of those; locked, in the order of their ids.
    private func known(
        _ documents: [NewDocument],
        on connection: PostgresConnection
    ) async throws -> [Int: KnownDocument] {
        guard let lookup = lookup(documents, where: "true") else { return [:] }
        let rows = try await connection.query("\(fragment: lookup) ORDER BY d.id FOR UPDATE OF d").map {
            try $0.decode((Int32, Int32, Bool?, Bool).self)
        }
        return Dictionary(
            uniqueKeysWithValues: rows.map { place, id, hasContent, isSame in
                (
                    Int(place),
                    KnownDocument(id: id, hasContent: hasContent == true, isSame: hasContent == true && isSame)
                )
            }
        )
    }

    /// Finds documents by the keys of others: the place of the other, the id, whether it has the same text, and whether
    /// all else is the same.
    private func lookup(_ documents: [NewDocument], where condition: SQL) -> SQL? {
        let keyed = documents.enumerated().filter { $1.key != nil }
        guard !keyed.isEmpty else { return nil }
        return """
            SELECT given.place, d.id, d.content = given.content,
                (d.title, d.metadata) IS NOT DISTINCT FROM (given.title, given.metadata)
            FROM unnest(\(keyed.map { Int32($0.offset) }), \(keyed.map(\.element.key)),
                \(keyed.map(\.element.title)), \(keyed.map(\.element.content)), \(keyed.map(\.element.metadata))
            ) AS given (place, key, title, content, metadata)
            JOIN \(identifier: table.name) AS d ON \(fragment: texts.table.key(of: "d")) = given.key
            WHERE \(fragment: condition)
            """
    }

    private func update(
        to document: NewDocument,
        of known: KnownDocument
    ) -> (id: Int32, change: DocumentChange, embedded: EmbeddedContent?) {
        var change = DocumentChange(title: document.title ?? "", metadata: document.metadata)
        if !known.hasContent { change.content = document.content }
        return (known.id, change, document.embedded)
    }

    /// - Returns: nil, with nothing stored, where a row was left out.
    private func insert(
        _ documents: [NewDocument],
        skipsTaken: Bool,
        on connection: PostgresConnection
    ) async throws -> [Document]? {
        let insertion = texts.insertion(
            into: ["key", "title", "content", "metadata"],
            values: [
                "\(documents.map(\.key))", "\(documents.map(\.title))", "\(documents.map(\.content))",
                "\(documents.map(\.metadata))",
            ],
            embedded: documents.map(\.embedded),
            returning: ["id", "key", "title", "metadata", "created_at", "updated_at"],
            as: """
                is_as_given, id, key, title, coalesce(char_length(content), 0), metadata,
                \(fragment: .text(ofTimestamp: "created_at")),
                \(fragment: .text(ofTimestamp: "updated_at::pg_catalog.timestamptz"))
                """,
            skipsTaken: skipsTaken
        )
        let rows = try await connection.query(insertion).map {
            try $0.decode((Bool, Int32, String?, String?, Int32, JSONText?, String?, String?).self)
        }
        guard rows.count == documents.count else {
            guard skipsTaken else { throw keptOut("stored") }
            try await delete(ids: rows.map(\.1), on: connection)
            return nil
        }
        let embedded = zip(rows, documents).map { $0.0 ? $1.embedded : nil }
        let passages = texts.insertingPassages(of: zip(rows, embedded).map { (Int64($0.1), $1) })
        if let passages { try await connection.execute(passages) }
        let altered = rows.filter { !$0.0 }
        _ = try await connection.pipeline(altered.flatMap { texts.forgetting(id: Int64($0.1)) })
        return zip(rows, embedded).map { row, embedded in
            Document(
                id: row.1,
                key: row.2,
                title: row.3,
                content: nil,
                contentLength: row.4,
                metadata: row.5,
                embeddingModel: embedded?.model,
                passages: embedded.map(\.passages) ?? 0,
                createdAt: row.6,
                updatedAt: row.7
            )
        }
    }
}

extension PostgresError {
    /// Whether the statement failed for what was to be stored: a value, a constraint, a limit, or a trigger of the owner
    /// of the table.
    fileprivate var isAboutValues: Bool {
        let classes: [SQLState] = [.dataException, .integrityConstraintViolation, "54", "P0"]
        return classes.contains { $0 ~= sqlState }
    }
}
