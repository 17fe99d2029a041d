import Logging
import Measuring
import Postgres

/// How many statements a second go through one connection, each way that a program can take.
///
/// Measurements: `each SECONDS`, one after the other on the connection's own thread; `hop`, called from another
/// thread; `lease`, as `each`, on a connection that the pool lends once; `pool`, a lease a call; `pipelined`, 100 in a round
/// trip; `copy ROWS`, rows of a 384-dimensional vector by binary COPY.
@main
@MainActor
struct StatementsBenchmark {
    let connection: PostgresConnection
    let pool: PostgresPool

    static func main() async throws {
        guard CommandLine.arguments.count == 2 else {
            throw MeasuringError("Usage: benchmark-statements DATABASE_URL, then measurements on standard input.")
        }
        let configuration = try PostgresConfiguration(url: CommandLine.arguments[1])
        let logger = Logger(label: "benchmark")
        let benchmark = StatementsBenchmark(
            connection: try await PostgresConnection.connect(configuration, logger: logger),
            pool: PostgresPool(PostgresPoolConfiguration(configuration), logger: logger)
        )
        try await serveMeasurements(benchmark.measure)
        await benchmark.pool.close()
        await benchmark.connection.close()
    }

    func measure(_ name: String, _ arguments: [String]) async throws -> KeyValuePairs<String, Figure> {
        guard let amount = arguments.first.flatMap({ Int($0) }), amount > 0 else {
            throw MeasuringError("\(name) needs a number of seconds, or of rows.")
        }
        let duration = Duration.seconds(amount)
        let connection = connection
        let perSecond =
            switch name {
            case "each": try await Self.statements(on: connection, for: duration)
            case "hop":
                try await rate(for: duration) {
                    try await Self.check(connection.query("SELECT 1"))
                    return 1
                }
            case "lease":
                try await pool.withConnection { try await Self.statements(on: $0, for: duration) }
            case "pool":
                try await rate(for: duration) {
                    try await Self.check(pool.query("SELECT 1"))
                    return 1
                }
            case "pipelined": try await Self.pipelines(on: connection, for: duration)
            case "copy": try await copy(rows: amount)
            default: throw MeasuringError("There is no measurement \(name).")
            }
        return ["per_second": .number(perSecond)]
    }

    /// On the connection's own thread, as every body of a pool or a transaction runs.
    private static func statements(
        on connection: isolated PostgresConnection,
        for duration: Duration
    ) async throws -> Double {
        try await rate(for: duration) {
            try await check(connection.query("SELECT 1"))
            return 1
        }
    }

    private static func pipelines(
        on connection: isolated PostgresConnection,
        for duration: Duration
    ) async throws -> Double {
        let batch = [SQL](repeating: "SELECT 1", count: 100)
        return try await rate(for: duration) {
            let results = try await connection.pipeline(batch)
            for rows in results { try check(rows) }
            return results.count
        }
    }

    /// What a program does with an answer: it reads it.
    private nonisolated static func check(_ rows: PostgresRows) throws {
        guard try rows.first?.decode(Int32.self) == 1 else { throw MeasuringError("SELECT 1 did not answer 1.") }
    }

    private func copy(rows: Int) async throws -> Double {
        try await connection.execute(
            "CREATE TEMPORARY TABLE IF NOT EXISTS vectors (id bigint, embedding public.vector(384))"
        )
        try await connection.execute("TRUNCATE vectors")
        let (copied, milliseconds) = try await milliseconds { try await Self.copy(rows, to: connection) }
        guard copied == rows else { throw MeasuringError("COPY took \(copied) rows of \(rows).") }
        return Double(rows) / (milliseconds / 1000)
    }

    private nonisolated static func copy(_ rows: Int, to connection: PostgresConnection) async throws -> Int {
        let vector = Vector((0..<384).map { Float($0) / 384 })
        return try await connection.copyIn(
            into: "vectors",
            columns: ["id", "embedding"],
            rows: (0..<rows).lazy.map { PostgresBinds($0, vector) }
        )
    }
}
