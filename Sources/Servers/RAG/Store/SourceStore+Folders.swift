import Postgres

/// A file of a folder as it was read last.
struct KnownFile: Sendable {
    let document: Int32
    let stamp: String?
    let digest: [UInt8]?
}

extension SourceStore {
    /// The id of a folder, which is noted where it is not known.
    func folder(_ path: String) async throws -> Int32 {
        try await pool.query(
            """
            INSERT INTO public.source_folders AS f (path) VALUES (\(path))
            ON CONFLICT (path) DO UPDATE SET path = f.path RETURNING id
            """
        )[0].decode(Int32.self)
    }

    /// The files of a folder, by their paths in it.
    func files(of folder: Int32) async throws -> [String: KnownFile] {
        let rows = try await pool.query(
            """
            SELECT path, document_id, stamp, digest FROM public.document_sources
            WHERE folder_id = \(folder) AND path IS NOT NULL
            """
        ).map { try $0.decode((String, Int32, String?, Bytea?).self) }
        return Dictionary(
            rows.map { ($0.0, KnownFile(document: $0.1, stamp: $0.2, digest: $0.3?.bytes)) }
        ) { first, _ in first }
    }

    /// Notes what files are now that say the same as before.
    func note(stamps: [(document: Int32, stamp: String)]) async throws {
        try await pool.execute(
            """
            UPDATE public.document_sources AS s SET stamp = given.stamp
            FROM unnest(\(stamps.map(\.document)), \(stamps.map(\.stamp))) AS given (id, stamp)
            WHERE s.document_id = given.id
            """
        )
    }

    /// Notes when a folder was last brought in.
    func noteIngested(_ folder: Int32, on connection: PostgresConnection) async throws {
        try await connection.execute(
            "UPDATE public.source_folders SET ingested_at = statement_timestamp() WHERE id = \(folder)"
        )
    }
}
