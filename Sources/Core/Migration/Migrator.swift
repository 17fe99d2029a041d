public import Logging
public import Postgres

/// Brings a database to the schema this program was built with.
///
/// Each file runs in one transaction together with its entry in the ledger, so a file is applied whole or not at all.
/// Several processes may migrate at once: an advisory lock lets one work while the others wait and then find it done.
public struct Migrator: Sendable {
    let sets: [MigrationSet]
    let logger: Logger

    /// A migrator for sets that are applied in the order given.
    public init(sets: [MigrationSet], logger: Logger) {
        self.sets = sets
        self.logger = logger
    }

    /// Every file of every set, applied or pending. Changes nothing.
    /// - Throws: ``MigrationError`` where the ledger contradicts this program.
    public func status(on connection: isolated PostgresConnection) async throws -> [MigrationStatus] {
        var statuses: [MigrationStatus] = []
        for set in sets {
            let applied = try await checkedEntries(of: set, on: connection)
            for file in set.files {
                let entry = applied.first { $0.version == file.version }
                statuses.append(
                    MigrationStatus(
                        set: set.name,
                        version: file.version,
                        name: file.name,
                        appliedAt: entry?.appliedAt
                    )
                )
            }
        }
        return statuses
    }

    /// Applies what is pending; answers how many files that were.
    /// - Throws: ``MigrationError``; files before the one that failed stay applied.
    @discardableResult
    public func up(on connection: isolated PostgresConnection) async throws -> Int {
        var count = 0
        for set in sets {
            let applied = Set(try await checkedEntries(of: set, on: connection).map(\.version))
            for file in set.files where !applied.contains(file.version) {
                do {
                    let isNew =
                        file.isTransactional
                        ? try await applyInTransaction(file, of: set, on: connection)
                        : try await applyOutsideTransaction(file, of: set, on: connection)
                    count += isNew ? 1 : 0
                } catch let error as PostgresError where error.code != .cancelled {
                    throw MigrationError(
                        .failed,
                        "Migration \(file.version) \"\(file.name)\" of \(set.name) failed and was rolled back: \(error)",
                        underlying: error
                    )
                }
            }
        }
        return count
    }

    private func applyInTransaction(
        _ file: MigrationFile,
        of set: MigrationSet,
        on connection: isolated PostgresConnection
    ) async throws -> Bool {
        try await connection.transaction { connection in
            _ = try await connection.query("SELECT pg_advisory_xact_lock(\(Ledger.lockKey))")
            return try await apply(file, of: set, on: connection)
        }
    }

    private func applyOutsideTransaction(
        _ file: MigrationFile,
        of set: MigrationSet,
        on connection: isolated PostgresConnection
    ) async throws -> Bool {
        _ = try await connection.query("SELECT pg_advisory_lock(\(Ledger.lockKey))")
        do {
            let isNew = try await apply(file, of: set, on: connection)
            _ = try await connection.query("SELECT pg_advisory_unlock(\(Ledger.lockKey))")
            return isNew
        } catch {
            // A connection that is gone has let go of its locks itself.
            _ = try? await connection.query("SELECT pg_advisory_unlock(\(Ledger.lockKey))")
            throw error
        }
    }

    /// Under the lock. Answers false where another process has applied the file meanwhile.
    private func apply(
        _ file: MigrationFile,
        of set: MigrationSet,
        on connection: isolated PostgresConnection
    ) async throws -> Bool {
        try await Ledger.create(on: connection)
        let versions = try await Ledger.entries(of: set.name, on: connection).map(\.version)
        guard !versions.contains(file.version) else { return false }
        let start = ContinuousClock.now
        try await connection.script(file.sql)
        let duration = ContinuousClock.now - start
        try await Ledger.record(file, of: set.name, took: duration, on: connection)
        logger.info(
            "migrated",
            metadata: ["set": "\(set.name)", "version": "\(file.version)", "name": "\(file.name)"]
        )
        return true
    }

    private func checkedEntries(
        of set: MigrationSet,
        on connection: isolated PostgresConnection
    ) async throws -> [Ledger.Entry] {
        let entries = try await Ledger.entries(of: set.name, on: connection)
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
        let checksums = try await Ledger.checksums(of: set.files.map(\.sql), on: connection)
        for (file, checksum) in zip(set.files, checksums) {
            guard let entry = entries.first(where: { $0.version == file.version }) else { continue }
            guard entry.checksum == checksum else {
                throw MigrationError(
                    .changed,
                    """
                    Migration \(file.version) "\(file.name)" of \(set.name) was changed after it was applied to this \
                    database. Restore the file as it was, and put the change into a new file with the next number.
                    """
                )
            }
        }
        return entries
    }
}
