public import Logging
public import Postgres

/// Brings a database to the schema this program was built with.
///
/// Each file runs in one transaction together with its entry in the ledger, so it is applied completely or not at all.
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
            let applied = try await Ledger.checkedEntries(of: set, on: connection)
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

    /// Applies the pending files; returns their number.
    /// - Throws: ``MigrationError``; files before the one that failed stay applied.
    @discardableResult
    public func up(on connection: isolated PostgresConnection) async throws -> Int {
        try await verify(on: connection)
        let names = try await nameFaults(on: connection)
        if let error = MigrationError(.foreign, "This database cannot be migrated:", names) { throw error }
        var count = 0
        for set in sets {
            let applied = Set(try await Ledger.checkedEntries(of: set, on: connection).map(\.version))
            for file in set.files where !applied.contains(file.version) {
                do {
                    count += try await applyWhenFree(file, of: set, on: connection) ? 1 : 0
                } catch let error as PostgresError where error.code != .cancelled {
                    throw MigrationError.failed(file, of: set.name, error)
                }
            }
        }
        // A table that was not there before may have been made by somebody else meanwhile.
        if count > 0 { try await verify(on: connection) }
        return count
    }

    /// Waits for its turn without an open transaction or statement: `CREATE INDEX CONCURRENTLY` of the process whose
    /// turn it is would wait for either.
    private func applyWhenFree(
        _ file: MigrationFile,
        of set: MigrationSet,
        on connection: isolated PostgresConnection
    ) async throws -> Bool {
        while true {
            let attempt =
                file.isTransactional
                ? try await applyInTransaction(file, of: set, on: connection)
                : try await applyOutsideTransaction(file, of: set, on: connection)
            switch attempt {
            case .applied: return true
            case .alreadyThere: return false
            case .busyElsewhere: try await Task.sleep(for: .milliseconds(50))
            }
        }
    }

    private enum Attempt: Sendable {
        case applied
        case alreadyThere
        case busyElsewhere
    }

    private func applyInTransaction(
        _ file: MigrationFile,
        of set: MigrationSet,
        on connection: isolated PostgresConnection
    ) async throws -> Attempt {
        try await connection.transaction { connection in
            try await connection.execute(.liftingStatementTimeout)
            let lock = try await connection.query("SELECT pg_try_advisory_xact_lock(\(Ledger.lockKey))")
            guard try lock[0].decode(Bool.self) else { return .busyElsewhere }
            return try await apply(file, of: set, on: connection)
        }
    }

    private func applyOutsideTransaction(
        _ file: MigrationFile,
        of set: MigrationSet,
        on connection: isolated PostgresConnection
    ) async throws -> Attempt {
        guard !connection.isPooled else { throw MigrationError.pooled(file, of: set.name) }
        let lock = try await connection.query("SELECT pg_try_advisory_lock(\(Ledger.lockKey))")
        guard try lock[0].decode(Bool.self) else { return .busyElsewhere }
        do {
            let timeout = try await connection.query("SELECT current_setting('statement_timeout')")[0]
            try await connection.execute("SELECT set_config('statement_timeout', '0', false)")
            let attempt = try await apply(file, of: set, on: connection)
            _ = try await connection.pipeline([
                "SELECT set_config('statement_timeout', \(timeout.decode(String.self)), false)",
                "SELECT pg_advisory_unlock(\(Ledger.lockKey))",
            ])
            return attempt
        } catch {
            // A cancelled task can no longer unlock, but a session that ends releases its locks.
            connection.close()
            throw error
        }
    }

    /// Runs under the lock and checks everything again: another process, older or newer, may have migrated meanwhile, and
    /// anybody who may take the lock can have kept it while changing the tables.
    private func apply(
        _ file: MigrationFile,
        of set: MigrationSet,
        on connection: isolated PostgresConnection
    ) async throws -> Attempt {
        try await Ledger.create(on: connection)
        try await verify(on: connection)
        let entries = try await Ledger.checkedEntries(of: set, on: connection)
        guard !entries.contains(where: { $0.version == file.version }) else { return .alreadyThere }
        if entries.isEmpty { try await requireAdoptable(set, on: connection) }
        let start = ContinuousClock.now
        let label = file.label(in: set.name)
        try await connection.script(RequiredExtension.resolve(file.sql, of: label, on: connection))
        try await Ledger.record(file, of: set.name, took: ContinuousClock.now - start, on: connection)
        logger.info(
            "migrated",
            metadata: ["set": "\(set.name)", "version": "\(file.version)", "name": "\(file.name)"]
        )
        return .applied
    }
}
