import Async
import Migration
import Postgres

extension Check {
    /// Whether others have attached something to the tables that would run with this program's rights, or have taken names
    /// that pending files need.
    static func tables(_ migrations: [MigrationSet]) -> Check {
        Check(
            "tables",
            on: ["database"],
            remedy: "connect as a role that may read the system catalog"
        ) { surroundings in
            let migrator = Migrator(sets: migrations, logger: surroundings.logger)
            let isReadOnly = surroundings.settings.tools.isReadOnly
            let faults = try await surroundings.database.value().withConnection { connection in
                let faults = try await migrator.tableFaults(on: connection, forReading: isReadOnly)
                return faults.isEmpty && !isReadOnly ? try await migrator.nameFaults(on: connection) : faults
            }
            guard let first = faults.first else { return .ok("nothing of others is attached to them") }
            guard faults.count > 1 else { return .failed(first.problem, remedy: first.remedy) }
            return .failed(
                "\(faults.count) things: \(faults.map(\.problem).joined(separator: "; "))",
                remedy: faults.map(\.remedy).joined(separator: "; ")
            )
        }
    }

    /// Whether the database has the schema of this program. A read-only server does without what is pending.
    static func schema(_ migrations: [MigrationSet]) -> Check {
        Check(
            "migrations",
            on: ["database"],
            decidesReadiness: true,
            remedy: "run `migrate up`; its error says what is in the way"
        ) { surroundings in
            let migrator = Migrator(sets: migrations, logger: surroundings.logger)
            let isReadOnly = surroundings.settings.tools.isReadOnly
            let (pending, missing) = try await surroundings.database.value().withConnection { connection in
                (try await migrator.pending(on: connection), try await migrator.missingTables(on: connection))
            }
            if isReadOnly, let table = missing.first {
                return .failed(
                    "there is no table \(table) to read, and READ_ONLY keeps this server from making it",
                    remedy: "run `migrate up` without READ_ONLY, or start a server without it"
                )
            }
            guard let pending else {
                return .warning(
                    "whether files are pending is not known: this role may not read the ledger",
                    remedy: "give it the right: GRANT SELECT ON public.paddle_migrations"
                )
            }
            let count = migrations.map(\.files.count).reduce(0, +)
            guard pending.isEmpty else {
                let names = pending.map { "\($0.set) \($0.version)" }.joined(separator: ", ")
                let text = "\(pending.count) of \(count) files are pending: \(names)"
                return isReadOnly
                    ? .warning(
                        "\(text); READ_ONLY keeps this server from applying them, and it serves what is there",
                        remedy: "run `migrate up` without READ_ONLY, or start a server without it"
                    ) : .warning(text, remedy: "start a server, which applies them, or run `migrate up`")
            }
            return .ok("\(count) files applied")
        }
    }
}
