import FoundationEssentials
import Postgres

/// The table `paddle_migrations`: which file was applied when, and with which text.
struct Ledger {
    /// The key of the advisory lock, which nothing else in the database uses: "paddle" in ASCII.
    static let lockKey: Int64 = 0x70_61_64_64_6c_65

    static let table = QualifiedName("paddle_migrations")

    struct Entry {
        let version: Int
        let name: String
        let checksum: String
        let appliedAt: Date
    }

    static func create(on connection: isolated PostgresConnection) async throws {
        _ = try await connection.execute(
            """
            CREATE TABLE IF NOT EXISTS public.paddle_migrations (
                set text NOT NULL,
                version integer NOT NULL,
                name text NOT NULL,
                checksum text NOT NULL,
                applied_at timestamptz NOT NULL DEFAULT now(),
                duration_ms bigint NOT NULL,
                PRIMARY KEY (set, version)
            )
            """
        )
    }

    static func entries(of set: String, on connection: isolated PostgresConnection) async throws -> [Entry] {
        let exists = try await connection.query("SELECT to_regclass('public.paddle_migrations') IS NOT NULL")
        guard try exists[0].decode(Bool.self) else { return [] }
        let rows: PostgresRows
        do throws(PostgresError) {
            rows = try await connection.query(
                """
                SELECT version, name, checksum, applied_at FROM public.paddle_migrations
                WHERE set = \(set) ORDER BY version
                """
            )
        } catch {
            guard error.sqlState == .undefinedColumn else { throw error }
            throw MigrationError(
                .unfit,
                """
                The table \(table) is another program's. Use a database of its own, or rename that table: \
                ALTER TABLE public.paddle_migrations RENAME TO paddle_migrations_before
                """,
                underlying: error
            )
        }
        return try rows.map { row in
            let (version, name, checksum, appliedAt) = try row.decode((Int32, String, String, Date).self)
            return Entry(version: Int(version), name: name, checksum: checksum, appliedAt: appliedAt)
        }
    }

    static func record(
        _ file: MigrationFile,
        of set: String,
        took duration: Duration,
        on connection: isolated PostgresConnection
    ) async throws {
        let milliseconds = Int64(duration / .milliseconds(1))
        _ = try await connection.execute(
            """
            INSERT INTO public.paddle_migrations (set, version, name, checksum, duration_ms)
            VALUES (\(set), \(Int32(file.version)), \(file.name),
                encode(sha256(convert_to(\(file.sql), 'UTF8')), 'hex'), \(milliseconds))
            """
        )
    }

    /// SHA-256 of each text, in hexadecimal, computed by the server.
    static func checksums(of texts: [String], on connection: isolated PostgresConnection) async throws -> [String] {
        try await connection.query(
            """
            SELECT encode(sha256(convert_to(text, 'UTF8')), 'hex')
            FROM unnest(\(texts)) WITH ORDINALITY AS file(text, position) ORDER BY position
            """
        ).map { try $0.decode(String.self) }
    }

    /// The applied files of a set.
    /// - Throws: ``MigrationError`` where they contradict the files this program knows.
    static func checkedEntries(
        of set: MigrationSet,
        on connection: isolated PostgresConnection
    ) async throws -> [Entry] {
        let entries = try await entries(of: set.name, on: connection)
        if let last = entries.last, last.version > set.latestVersion {
            throw MigrationError(
                .databaseIsNewer,
                """
                The database is newer than this program: \(set.name) is at version \(last.version) there, \
                and this program knows versions up to \(set.latestVersion). Install the newer program.
                """
            )
        }
        guard !entries.isEmpty else { return [] }
        let checksums = try await checksums(of: set.files.map(\.sql), on: connection)
        for (file, checksum) in zip(set.files, checksums) {
            guard let entry = entries.first(where: { $0.version == file.version }) else { continue }
            let accepted = set.earlierChecksums[file.version, default: []].union([checksum])
            guard accepted.contains(entry.checksum) else {
                throw MigrationError(
                    .changed,
                    """
                    \(file.label(in: set.name)) was changed after it was applied to this \
                    database. Restore the file as it was, and put the change into a new file with the next number.
                    """
                )
            }
        }
        return entries
    }
}
