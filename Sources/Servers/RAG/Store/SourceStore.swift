import Coordination
import Cryptography
import Documents
import Postgres
import Retrieval

/// Where a source comes from.
struct SourceOrigin: Sendable {
    /// Where it was read from; nil for a text that a caller gave.
    var uri: String?
    var mediaType: String?
    var structure: TextStructure?
    /// SHA-256 of what was read, and its size in bytes.
    var digest: [UInt8]?
    var size: Int64?
    /// What changes whenever the file does.
    var stamp: String?
    /// The folder that it was read with, and its path in that.
    var folder: Int32?
    var path: String?

    /// The key of its document: the URI, of which a hash stands for the end where it is longer than keys may be.
    var key: String? {
        guard let uri, uri.unicodeScalars.count > DocumentReference.longestKey else { return uri }
        let end = HashFunction.sha256.hash(Array(uri.utf8)).hex.prefix(32)
        let start = uri.unicodeScalars.prefix(DocumentReference.longestKey - 33)
        return "\(String(String.UnicodeScalarView(start)))#\(end)"
    }
}

/// A document that this process has claimed, to cut it into chunks.
struct ClaimedSource: Sendable {
    let claim: WorkLease.Claim
    let structure: TextStructure?
    let key: String?
    let content: String
    let metadata: JSONText?

    var id: Int32 { Int32(claim.id) }
}

/// The SQL of sources.
struct SourceStore: Sendable {
    let pool: PostgresPool

    private static let work = WorkLease(
        table: QualifiedName("document_sources"),
        id: "document_id",
        until: "lease",
        fence: "fence"
    )

    /// The source, or nil where there is none.
    func source(_ reference: DocumentReference) async throws -> SourceRow? {
        try await pool.query(
            """
            SELECT \(fragment: SourceRow.columns) FROM \(fragment: SourceRow.tables)
            WHERE \(fragment: Self.condition(reference))
            """
        ).first.map(SourceRow.init)
    }

    /// Sources in the order of their ids.
    ///
    /// - Parameters:
    ///   - beginning: What their uri or key begins with; nil for all.
    func sources(after id: Int32?, beginning: String?, limit: Int32) async throws -> [SourceRow] {
        try await pool.query(
            """
            SELECT \(fragment: SourceRow.columns) FROM \(fragment: SourceRow.tables)
            WHERE d.id > \(id.map(Int64.init) ?? .min) AND (\(beginning)::pg_catalog.text IS NULL
                OR pg_catalog.starts_with(coalesce(s.uri, d.key), \(beginning)))
            ORDER BY d.id LIMIT \(limit)
            """
        ).map(SourceRow.init)
    }

    /// What sources are called, by their ids.
    func names(of ids: [Int32]) async throws -> [Int32: SourceName] {
        guard !ids.isEmpty else { return [:] }
        let rows = try await pool.query(
            """
            SELECT d.id, d.title, d.key, s.uri FROM \(fragment: SourceRow.tables) WHERE d.id = ANY (\(ids))
            """
        ).map { try $0.decode((Int32, String?, String?, String?).self) }
        return Dictionary(
            uniqueKeysWithValues: rows.map { ($0.0, SourceName(id: $0.0, title: $0.1, key: $0.2, uri: $0.3)) }
        )
    }

    /// Sources whose key, title or address begins with a text, whatever its case.
    func names(beginningWith text: String, limit: Int32) async throws -> [SourceName] {
        try await pool.query(
            """
            SELECT d.id, d.title, d.key, s.uri FROM \(fragment: SourceRow.tables)
            WHERE pg_catalog.starts_with(lower(d.key), lower(\(text))) OR pg_catalog.starts_with(lower(d.title), lower(\(text)))
                OR pg_catalog.starts_with(lower(s.uri), lower(\(text)))
            ORDER BY d.key, d.id LIMIT \(limit)
            """
        ).map { row in
            let (id, title, key, uri) = try row.decode((Int32, String?, String?, String?).self)
            return SourceName(id: id, title: title, key: key, uri: uri)
        }
    }

    /// Parts of the texts of sources: `places[i]` of `documents[i]`, in their order; nil where there is none any more.
    func texts(_ places: [(document: Int32, range: Range<Int32>)]) async throws -> [String?] {
        guard !places.isEmpty else { return [] }
        return try await pool.query(
            """
            SELECT substr(d.content, part.first + 1, part.last - part.first)
            FROM unnest(\(places.map(\.document)), \(places.map(\.range.lowerBound)),
                \(places.map(\.range.upperBound))) WITH ORDINALITY AS part (id, first, last, place)
            LEFT JOIN public.documents AS d ON d.id = part.id ORDER BY part.place
            """
        ).map { try $0.decode(String?.self) }
    }

    static func condition(_ reference: DocumentReference) -> SQL {
        switch reference {
        case .id(let id): "d.id = \(id)"
        case .key(let key): "d.key = \(key)"
        }
    }

    /// The documents that have the keys of others: their ids, and whether text, layout and chunks are as they are to be, by
    /// the places of those.
    func known(_ texts: [(key: String?, text: SourceText)]) async throws -> [Int: (id: Int32, isSame: Bool)] {
        let keyed = texts.enumerated().filter { $1.key != nil }
        guard !keyed.isEmpty else { return [:] }
        let rows = try await pool.query(
            """
            SELECT given.place, d.id, coalesce(d.content = given.content AND s.is_chunked
                AND s.structure IS NOT DISTINCT FROM given.structure, false)
            FROM unnest(\(keyed.map { Int32($0.offset) }), \(keyed.map(\.element.key)), \(keyed.map(\.element.text.text)),
                \(keyed.map(\.element.text.structure.rawValue))) AS given (place, key, content, structure)
            JOIN public.documents AS d ON d.key = given.key
            LEFT JOIN public.document_sources AS s ON s.document_id = d.id
            """
        ).map { try $0.decode((Int32, Int32, Bool).self) }
        return Dictionary(rows.map { (Int($0.0), ($0.1, $0.2)) }) { first, _ in first }
    }

    // MARK: Writing

    /// Notes where a stored document comes from, and returns whether its chunks are those of its text. The connection is in
    /// a transaction, which locks the source from then on.
    func note(_ origin: SourceOrigin, of document: Int32, on connection: PostgresConnection) async throws -> Bool {
        try await connection.query(
            """
            INSERT INTO public.document_sources AS s
                (document_id, uri, media_type, structure, digest, size, stamp, folder_id, path)
            VALUES (\(document), \(origin.uri), \(origin.mediaType), \(origin.structure?.rawValue),
                \(origin.digest.map(Bytea.init)), \(origin.size), \(origin.stamp), \(origin.folder), \(origin.path))
            ON CONFLICT (document_id) DO UPDATE SET uri = excluded.uri, media_type = excluded.media_type,
                structure = excluded.structure, digest = excluded.digest, size = excluded.size, stamp = excluded.stamp,
                folder_id = coalesce(excluded.folder_id, s.folder_id), path = coalesce(excluded.path, s.path),
                is_chunked = s.is_chunked AND s.structure IS NOT DISTINCT FROM excluded.structure
            RETURNING is_chunked
            """
        )[0].decode(Bool.self)
    }

    /// Notes that the chunks of documents are those of their texts, and forgets the oldest of their former texts.
    ///
    /// - Parameter versions: How many former texts of each are kept.
    func noteChunks(
        of documents: [Int32],
        keeping versions: Int32,
        on connection: PostgresConnection
    ) async throws {
        try await connection.execute(
            """
            UPDATE public.document_sources SET is_chunked = true, chunked_version = version, lease = NULL WHERE document_id = ANY (\(documents))
            """
        )
        try await forgetVersions(of: documents, keeping: versions, on: connection)
    }

    // MARK: Work

    /// Whether a document is not cut, or lacks the vectors of its chunks.
    func hasBacklog() async throws -> Bool {
        try await !pool.query("SELECT FROM public.document_sources WHERE NOT is_chunked LIMIT 1").isEmpty
    }

    /// Claims documents that are not cut yet, the oldest first, for as long as cutting and embedding them may take.
    func claim(limit: Int32) async throws -> [ClaimedSource] {
        let claiming = Self.work.claiming(
            limit: limit,
            where: "NOT work.is_chunked",
            for: """
                make_interval(secs => 60 + coalesce((SELECT sum(length(d.content)) FROM public.documents AS d
                    JOIN free AS one ON one.id = d.id), 0)::double precision / 5000)
                """,
            returning: "work.document_id"
        )
        return try await pool.query(
            """
            WITH claimed (id, fence, document_id) AS (\(fragment: claiming))
            SELECT c.id::pg_catalog.int8, c.fence, s.structure, d.key, coalesce(d.content, ''), d.metadata
            FROM claimed AS c JOIN \(fragment: SourceRow.tables) ON d.id = c.id ORDER BY c.id
            """
        ).map { row in
            let (id, fence, structure, key, content, metadata) = try row.decode(
                (Int64, Int64, String?, String?, String, JSONText?).self
            )
            return ClaimedSource(
                claim: WorkLease.Claim(id: id, fence: fence),
                structure: structure.flatMap(TextStructure.init),
                key: key,
                content: content,
                metadata: metadata
            )
        }
    }

    /// Gives claimed sources back.
    func release(_ claims: [WorkLease.Claim]) async throws {
        _ = try await pool.pipeline(
            claims.map { claim in
                """
                UPDATE public.document_sources SET \(fragment: Self.work.release)
                WHERE \(fragment: Self.work.isHeld(by: claim))
                """
            }
        )
    }

    /// Locks a claimed source; false where it was changed or claimed by another process meanwhile.
    func lock(_ claim: WorkLease.Claim, on connection: PostgresConnection) async throws -> Bool {
        try await !connection.query(
            """
            SELECT FROM public.document_sources WHERE \(fragment: Self.work.isHeld(by: claim)) AND NOT is_chunked FOR UPDATE
            """
        ).isEmpty
    }

    /// Documents whose chunks all have vectors, but which have none themselves; locked. The connection is in a transaction.
    ///
    /// - Parameter withFolders: Whether documents of folders are among them.
    func documentsToShare(
        limit: Int32,
        withFolders: Bool,
        on connection: PostgresConnection
    ) async throws -> [Int32] {
        try await connection.query(
            """
            SELECT s.document_id FROM public.document_sources AS s
            WHERE s.is_chunked AND NOT s.shares_vectors AND (\(withFolders) OR s.folder_id IS NULL) AND NOT EXISTS (
                SELECT FROM public.document_chunks AS c
                WHERE c.document_id = s.document_id AND c.embedded_length IS NULL)
            ORDER BY s.document_id LIMIT \(limit) FOR UPDATE OF s SKIP LOCKED
            """
        ).map { try $0.decode(Int32.self) }
    }

    /// The model that made the vectors of chunks; nil where there are none.
    func chunkModel() async throws -> String? {
        try await pool.query(
            "SELECT embedding_model FROM public.document_chunks WHERE embedding_model IS NOT NULL LIMIT 1"
        ).first?.decode(String.self)
    }

    func noteShared(_ documents: [Int32], on connection: PostgresConnection) async throws {
        try await connection.execute(
            "UPDATE public.document_sources SET shares_vectors = true WHERE document_id = ANY (\(documents))"
        )
    }
}

/// What a source is called.
struct SourceName: Sendable {
    let id: Int32
    let title: String?
    let key: String?
    let uri: String?
}
