package import Logging
package import Postgres

/// Builds and drops the indexes over the vectors of a table, while others search and write.
///
/// The index before serves until the new one is whole. Of several processes one works at a time. A process that dies
/// leaves an invalid index behind, which the next one drops.
package struct VectorIndexBuilder: Sendable {
    /// Called with how much is done, of 1, and with what is being done.
    package typealias Progress = @Sendable (_ share: Double, _ message: String) -> Void

    private let store: EmbeddedTableStore
    private let connecting: @Sendable () async throws -> PostgresConfiguration
    private let logger: Logger

    /// - Parameter connecting: How to make a connection of its own, which no pooler comes between.
    package init(
        _ store: EmbeddedTableStore,
        connecting: @escaping @Sendable () async throws -> PostgresConfiguration,
        logger: Logger
    ) {
        self.store = store
        self.connecting = connecting
        self.logger = logger
    }

    /// Builds an index over the rows' vectors and one over those of their further passages, in place of all that serve
    /// searches now.
    ///
    /// - Throws: ``RetrievalError`` where it cannot be built, or another process is building.
    package func build(_ plan: VectorIndexPlan, progress: @escaping Progress = { _, _ in }) async throws {
        try plan.check(dimensions: store.dimensions, store.pgvector)
        try await alone { connection in
            let columns = store.table.vectorColumns
            for (place, column) in columns.enumerated() {
                try await dropLeftovers(on: column, connection)
                let replaced = try await indexes(on: column, connection).filter(\.serves)
                let done = Double(place) / Double(columns.count)
                try await build(plan, on: column, connection) { share, message in
                    progress(done + share / Double(columns.count), message)
                }
                try await drop(replaced, connection)
            }
        }
    }

    /// Drops all indexes that serve searches, which then compare all vectors.
    package func drop() async throws {
        try await alone { connection in
            for column in store.table.vectorColumns {
                try await drop(indexes(on: column, connection).filter(\.serves), connection)
            }
        }
    }

    /// Gives `body` a connection on which no other process builds or drops an index over these vectors.
    private func alone(_ body: (PostgresConnection) async throws -> Void) async throws {
        guard !store.table.isReadOnly else {
            throw RetrievalError(
                .readOnly,
                "The table \(store.table.name) belongs to another program, which makes its indexes."
            )
        }
        var configuration = try await connecting()
        configuration.statementTimeout = nil
        defer { store.catalog.forget() }
        try await PostgresConnection.withConnection(configuration, logger: logger) { connection in
            guard await !connection.isPooled else {
                throw RetrievalError(
                    .table,
                    "An index cannot be built through a pooler: set DATABASE_DIRECT_URL to the way past it."
                )
            }
            // What a killed process was building would else go on to its end, which nobody waits for. Not every system
            // can tell.
            try? await connection.script("SET client_connection_check_interval = '5s'")
            // Never by waiting for the lock: who waits has a snapshot, and the other one waits for all of those.
            let isFree = try await connection.query(
                "SELECT pg_catalog.pg_try_advisory_lock(\(fragment: key))"
            )[0].decode(Bool.self)
            guard isFree else {
                let progress = try? await store.indexProgress()
                throw RetrievalError(
                    .busy,
                    """
                    Another process is at the indexes of \(store.table.name)\
                    \(progress.map { " (\($0.description))" } ?? ""). Wait until it is done.
                    """
                )
            }
            do {
                try await body(connection)
            } catch {
                await unlock(connection)
                throw error
            }
            await unlock(connection)
        }
    }

    /// Lets others build at once: the server notices a while later that a connection was closed.
    private func unlock(_ connection: PostgresConnection) async {
        _ = try? await connection.query("SELECT pg_catalog.pg_advisory_unlock(\(fragment: key))")
    }

    private var key: SQL {
        "\(fragment: store.table.name.relation)::pg_catalog.oid::pg_catalog.int4, \(Self.lock)"
    }

    /// Beside the numbers of the locks that the writers of a table take.
    private static let lock: Int32 = -1

    private func indexes(on column: VectorColumn, _ connection: PostgresConnection) async throws -> [VectorIndexState] {
        try await store.vectorIndexes(on: connection).filter {
            $0.table == column.table && (column.remainder == nil || $0.remainder == column.remainder?.remainder)
        }
    }

    private func build(
        _ plan: VectorIndexPlan,
        on column: VectorColumn,
        _ connection: PostgresConnection,
        progress: @escaping Progress
    ) async throws {
        let rows = try await prepare(for: column, connection)
        let name = try await freeName(on: column, connection)
        let statement = plan.building(
            name,
            on: column,
            rows: rows,
            dimensions: store.dimensions,
            distance: store.table.distance,
            store.pgvector
        )
        do {
            try await run(statement.text, named: name, on: column, connection, progress)
        } catch let error as PostgresError where SQLState("53") ~= error.sqlState {
            // Processes that build together share memory, of which containers often have little.
            logger.warning(
                "an index is built again, by one process alone",
                error: error,
                metadata: ["index": "\(name)"]
            )
            try await dropLeftovers(on: column, connection)
            try await connection.script("SET max_parallel_maintenance_workers = 0")
            try await run(statement.text, named: name, on: column, connection, progress)
        }
    }

    /// Gives the session the memory that a graph of all vectors takes, up to 1 GiB, and no more processes than are safe.
    ///
    /// - Returns: About how many vectors there are.
    private func prepare(for column: VectorColumn, _ connection: PostgresConnection) async throws -> Int64 {
        if !store.pgvector.buildsInParallel {
            try await connection.script("SET max_parallel_maintenance_workers = 0")
        }
        let size: SQL = "pg_catalog.pg_table_size(\(fragment: column.table.relation))"
        return try await connection.query(
            """
            SELECT CASE WHEN reltuples > 0 THEN reltuples::pg_catalog.int8
                ELSE \(fragment: size) / (4 * \(Int32(store.dimensions))) END, pg_catalog.set_config('maintenance_work_mem', greatest(
                (SELECT setting::pg_catalog.int8 FROM pg_catalog.pg_settings WHERE name = 'maintenance_work_mem'),
                least(1 << 20, (64 << 10) + 2 * \(fragment: size) / 1024))::pg_catalog.text, false)
            FROM pg_catalog.pg_class WHERE oid = \(fragment: column.table.relation)
            """
        )[0].decode((Int64, String).self).0
    }

    /// Runs the statement, and says every half second how far it is. Where it fails, what is left of the index is dropped.
    private func run(
        _ statement: String,
        named name: String,
        on column: VectorColumn,
        _ connection: PostgresConnection,
        _ progress: @escaping Progress
    ) async throws {
        let pid = await connection.backendPID
        progress(0, "building \(name)")
        do {
            try await withThrowingTaskGroup { group in
                group.addTask {
                    while !Task.isCancelled {
                        if let now = try? await store.indexProgress(of: pid) {
                            progress(now.share, "building \(name): \(now.description)")
                        }
                        try? await Task.sleep(for: .milliseconds(500))
                    }
                }
                defer { group.cancelAll() }
                try await connection.script(statement)
            }
        } catch {
            // In a task of its own: it must be done even for a caller that has gone.
            let schema = column.table.schema
            await Task {
                try? await connection.script("SET lock_timeout = '5s'")
                try? await connection.script(Self.dropping(name, schema).text)
                try? await connection.script("RESET lock_timeout")
            }.value
            throw error
        }
    }

    /// Drops what earlier attempts have left: indexes that are not whole, and those that a finer one has come beside.
    private func dropLeftovers(on column: VectorColumn, _ connection: PostgresConnection) async throws {
        let own = try await indexes(on: column, connection).filter { column.indexNames.contains($0.index.name) }
        let serving = own.filter(\.serves).sorted { $0.index.isFiner(than: $1.index) }
        try await drop(own.filter { !$0.isValid } + serving.dropFirst(), connection)
    }

    private func drop(_ indexes: [VectorIndexState], _ connection: PostgresConnection) async throws {
        for state in indexes {
            try await connection.script(Self.dropping(state.index.name, state.table.schema).text)
        }
    }

    /// While others read and write.
    private static func dropping(_ name: String, _ schema: String) -> SQL {
        "DROP INDEX CONCURRENTLY IF EXISTS \(identifier: QualifiedName(schema: schema, name))"
    }

    private func freeName(on column: VectorColumn, _ connection: PostgresConnection) async throws -> String {
        let taken = try await connection.query(
            """
            SELECT c.relname::pg_catalog.text FROM pg_catalog.pg_class AS c
            JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            WHERE n.nspname = \(column.table.schema) AND c.relname = ANY (\(column.indexNames))
            """
        ).map { try $0.decode(String.self) }
        guard let name = column.indexNames.first(where: { !taken.contains($0) }) else {
            throw RetrievalError(
                .index,
                """
                The names \(column.indexNames.joined(separator: " and ")) are taken by what is not an index for searches. \
                Drop or rename one of them.
                """
            )
        }
        return name
    }
}
