import Glibc
package import Logging
package import Postgres
import Synchronization

/// Gives `body` the settings of a fresh, empty database, and drops that afterwards.
///
/// The database is made in the server of PADDLE_TEST_DATABASE_URL when that is set, else in a throw-away cluster that this
/// process starts once; pgvector can be created in it. Names are looked up in `public`, so that tests can be written
/// plainly; ``PostgresConfiguration/asServed`` are the settings of a server's connections.
package func withTestDatabase<Value: Sendable>(
    _ body: (PostgresConfiguration) async throws -> Value
) async throws -> Value {
    let server = try await SharedCluster.shared.configuration()
    let name = "paddle_test_\(getpid())_\(databases.add(1, ordering: .relaxed).newValue)"
    try await administer(server, "CREATE DATABASE \(identifier: name)")
    var configuration = server
    configuration.parameters["dbname"] = name
    configuration.searchPath = ["public"]
    do {
        let value = try await body(configuration)
        try await administer(server, "DROP DATABASE \(identifier: name) WITH (FORCE)")
        return value
    } catch {
        // A cancelled test must still leave nothing behind, so this is not done by its own task.
        await Task { try? await administer(server, "DROP DATABASE \(identifier: name) WITH (FORCE)") }.value
        throw error
    }
}

/// Gives `body` a connection to a fresh database.
///
/// - Parameter configure: Changes the settings of the connection.
package func withTestConnection<Value: Sendable>(
    logger: Logger = testLogger,
    configure: (inout PostgresConfiguration) -> Void = { _ in },
    _ body: (PostgresConnection) async throws -> Value
) async throws -> Value {
    try await withTestDatabase { configuration in
        var configuration = configuration
        configure(&configuration)
        return try await PostgresConnection.withConnection(configuration, logger: logger, body)
    }
}

/// Gives `body` connections to a fresh database.
///
/// - Parameter prepare: What is done to the database first, on a connection of its own.
package func withTestPool<Value: Sendable>(
    prepare: @Sendable (isolated PostgresConnection) async throws -> Void,
    _ body: (PostgresConfiguration, PostgresPool) async throws -> Value
) async throws -> Value {
    try await withTestDatabase { configuration async throws in
        try await withPool(configuration) { pool in
            try await pool.withConnection { try await prepare($0) }
            return try await body(configuration, pool)
        }
    }
}

/// Gives `body` connections, and closes them afterwards.
package func withPool<Value: Sendable>(
    _ configuration: PostgresConfiguration,
    _ body: (PostgresPool) async throws -> Value
) async throws -> Value {
    try await withPool(PostgresPoolConfiguration(configuration), body)
}

/// Gives `body` a pool, and closes it afterwards.
package func withPool<Value: Sendable>(
    _ configuration: PostgresPoolConfiguration,
    logger: Logger = silentLogger,
    metrics: (any PostgresPoolMetrics)? = nil,
    _ body: (PostgresPool) async throws -> Value
) async throws -> Value {
    let pool = PostgresPool(configuration, logger: logger, metrics: metrics)
    do {
        let value = try await body(pool)
        await pool.close()
        return value
    } catch {
        await pool.close()
        throw error
    }
}

extension PostgresConnection {
    /// Runs `body` with names looked up as in the servers.
    package func asServed(_ body: (isolated PostgresConnection) async throws -> Void) async throws {
        try await script("SET search_path = pg_catalog, pg_temp")
        try await body(self)
        try await script("SET search_path = public")
    }
}

extension PostgresConfiguration {
    /// The same database, with names looked up as in the servers.
    package var asServed: PostgresConfiguration {
        var configuration = self
        configuration.searchPath = PostgresConfiguration().searchPath
        return configuration
    }
}

/// A logger that shows warnings and worse.
package let testLogger: Logger = {
    var logger = Logger(label: "test") { StreamLogHandler.standardError(label: $0) }
    logger.logLevel = .warning
    return logger
}()

/// A logger for tests that provoke what would be logged.
package let silentLogger = Logger(label: "silent") { _ in SwiftLogNoOpLogHandler() }

private let databases = Atomic<Int>(0)

private func administer(_ server: PostgresConfiguration, _ sql: SQL) async throws {
    try await PostgresConnection.withConnection(server, logger: testLogger) { _ = try await $0.execute(sql) }
}
