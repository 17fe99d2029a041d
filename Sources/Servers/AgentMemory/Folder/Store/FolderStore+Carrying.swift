import Postgres

extension FolderStore {
    private static let mostVersions: Int64 = 64
    private static let mostBases: Int64 = 8

    /// Lets nobody else change what is known of a folder, or its bank's memories, until the transaction ends.
    ///
    /// - Throws: ``StalePlan`` where it has changed since.
    func begin(_ folder: FolderLink, revision: Int64, on connection: PostgresConnection) async throws {
        let isSame = try await connection.execute(
            "UPDATE public.memory_folders SET revision = revision + 1 WHERE id = \(folder.id) AND revision = \(revision)"
        )
        guard isSame == 1 else { throw StalePlan() }
    }

    /// Checks that memories are what they were when the plan was made, and keeps them so.
    ///
    /// - Throws: ``StalePlan`` where they are not.
    func check(_ ids: Set<Int32>, are rows: [Int32: MemoryRow], in bank: Int32, on connection: PostgresConnection)
        async throws
    {
        let isBelieved = MemoryCondition().met(by: "m")
        let now = try await connection.query(
            """
            SELECT m.id, m.content, \(fragment: isBelieved), m.retired_as, m.superseded_by, m.metadata ->> 'file'
            FROM public.memories AS m WHERE m.memory_bank_id = \(bank) AND m.id = ANY (\(ids.sorted()))
            ORDER BY m.id FOR UPDATE OF m
            """
        ).map(Self.row)
        let expected = ids.compactMap { rows[$0] }
        guard Set(now.map(\.version)) == Set(expected.map(\.version)) else { throw StalePlan() }
    }

    /// Makes an expired memory one that is believed.
    func unexpire(_ id: Int32, on connection: PostgresConnection) async throws {
        try await connection.execute(
            """
            UPDATE public.memories SET updated_at = pg_catalog.clock_timestamp(),
                valid_to = CASE WHEN valid_to <= pg_catalog.now() THEN NULL ELSE valid_to END,
                expires_at = CASE WHEN expires_at <= pg_catalog.now() THEN NULL ELSE expires_at END
            WHERE id = \(id)
            """
        )
    }

    /// Keeps what a file says now, for the next merge.
    func keep(
        _ file: FilePlan,
        _ sections: [KnownSection],
        stamp: String?,
        in folder: FolderLink,
        on connection: PostgresConnection
    ) async throws {
        let hash = MarkdownFile.hash(of: file.isRemoved ? [] : file.body ?? file.original?.body ?? [])
        guard let id = try await save(file, hash: hash, stamp: stamp, in: folder, on: connection) else { return }
        let texts = sections.map(\.text.string)
        let titles = sections.map(\.title.string)
        _ = try await connection.pipeline([
            """
            DELETE FROM public.memory_file_sections WHERE file_id = \(id) AND memory_id <> ALL (\(sections.map(\.memory)))
            """,
            // A memory that is in another file now keeps its place there.
            """
            INSERT INTO public.memory_file_sections AS known
                (folder_id, memory_id, file_id, ordinal, title, content, is_there)
            SELECT \(folder.id), given.* FROM (SELECT unnest(\(sections.map(\.memory))), \(id),
                unnest(\(sections.map { Int32($0.ordinal) })), unnest(\(titles)), unnest(\(texts)),
                unnest(\(sections.map(\.isThere)))) AS given
            ON CONFLICT (folder_id, memory_id) DO UPDATE SET file_id = excluded.file_id, ordinal = excluded.ordinal,
                title = excluded.title, content = excluded.content, is_there = excluded.is_there
            WHERE excluded.is_there OR known.file_id = excluded.file_id
            """,
        ])
        let present = sections.filter(\.isThere)
        try await keepVersion(of: id, hash: hash, stamp: stamp, present, on: connection)
    }

    private func save(
        _ file: FilePlan,
        hash: String,
        stamp: String?,
        in folder: FolderLink,
        on connection: PostgresConnection
    ) async throws -> Int32? {
        if let known = file.known {
            try await connection.execute(
                """
                UPDATE public.memory_files SET path = \(file.path.text), stamp = \(stamp), body_hash = \(hash)
                WHERE id = \(known.id)
                """
            )
            return known.id
        }
        return try await connection.query(
            """
            INSERT INTO public.memory_files (folder_id, path, stamp, body_hash)
            VALUES (\(folder.id), \(file.path.text), \(stamp), \(hash)) RETURNING id
            """
        ).first?.decode(Int32.self)
    }

    private func keepVersion(
        of file: Int32,
        hash: String,
        stamp: String?,
        _ sections: [KnownSection],
        on connection: PostgresConnection
    ) async throws {
        _ = try await connection.pipeline([
            "DELETE FROM public.memory_file_versions WHERE file_id = \(file) AND body_hash = \(hash)",
            """
            INSERT INTO public.memory_file_versions (file_id, body_hash, stamp, memories, titles, contents)
            VALUES (\(file), \(hash), \(stamp), \(sections.map(\.memory)), \(sections.map(\.title.string)),
                \(sections.map(\.text.string)))
            """,
            """
            UPDATE public.memory_file_versions SET memories = NULL, titles = NULL, contents = NULL
            WHERE file_id = \(file) AND memories IS NOT NULL AND id NOT IN (
                SELECT id FROM public.memory_file_versions WHERE file_id = \(file) ORDER BY id DESC LIMIT \(Self.mostBases))
            """,
            """
            DELETE FROM public.memory_file_versions WHERE file_id = \(file) AND id NOT IN (
                SELECT id FROM public.memory_file_versions WHERE file_id = \(file)
                ORDER BY id DESC LIMIT \(Self.mostVersions))
            """,
        ])
    }
}

extension PostgresError {
    /// Whether the server has rolled back a transaction that may succeed when run again.
    var isUndoneForOthers: Bool { sqlState == .serializationFailure || sqlState == .deadlockDetected }
}

extension MemoryRow {
    /// What a plan relies on.
    fileprivate var version: MemoryRow { MemoryRow(id: id, content: content, retirement: retirement) }
}
