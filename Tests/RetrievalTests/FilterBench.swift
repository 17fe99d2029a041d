import JSONFormat
import Postgres
import TestSupport

@testable import Retrieval

/// A table of rows to filter, none of which needs a vector.
struct FilterBench: Sendable {
    /// What a filter sees of a row.
    struct Row: Sendable {
        let id: Int64
        let title: String?
        /// RFC 3339 in UTC, to the second, so that it is ordered as text.
        let createdAt: String?
        /// nil where there is none.
        let metadata: JSON?
    }

    static let table: EmbeddedTable = {
        var table = EmbeddedTable(QualifiedName("things"), passages: .init(QualifiedName("parts"), text: "thing"))
        table.id = "no"
        table.metadata = "facts"
        table.filterColumns = [
            FilterColumn("id", .integer, column: "no"), FilterColumn("title", .text),
            FilterColumn("created_at", .time, column: "made"),
        ]
        return table
    }()

    let pool: PostgresPool

    static func run(_ rows: [Row], _ body: (FilterBench) async throws -> Void) async throws {
        try await withTestPool { connection in
            try await connection.script(
                """
                CREATE TABLE things (no bigint PRIMARY KEY, title text, made timestamptz, facts jsonb);
                CREATE INDEX facts ON things USING gin (facts);
                """
            )
            try await connection.execute(
                """
                INSERT INTO things SELECT * FROM unnest(
                    \(rows.map(\.id)), \(rows.map(\.title)), \(rows.map(\.createdAt))::timestamptz[],
                    \(rows.map { $0.metadata.map { JSONText($0) } }))
                """
            )
            try await connection.script("ANALYZE things")
        } _: { configuration, _ in
            try await withPool(configuration.asServed) { try await body(FilterBench(pool: $0)) }
        }
    }

    /// The ids of the rows that fit, in order.
    /// - Parameter scan: The setting of a kind of scan that must not be used.
    func found(_ filter: JSONObject, without scan: String = "enable_indexscan") async throws -> [Int64] {
        try await found(filter, in: Self.table, without: scan)
    }

    func found(
        _ filter: JSONObject,
        in table: EmbeddedTable,
        without scan: String = "enable_indexscan"
    ) async throws -> [Int64] {
        try await pool.pipeline([
            "SELECT pg_catalog.set_config(\(scan), 'off', true)",
            "SELECT d.no FROM public.things AS d WHERE \(fragment: Self.condition(filter, in: table)) ORDER BY d.no",
        ])[1].map { try $0.decode(Int64.self) }
    }

    /// How the server reaches the rows that fit, where it may not read all of them.
    func plan(_ filter: JSONObject) async throws -> String {
        try await pool.pipeline([
            "SELECT pg_catalog.set_config('enable_seqscan', 'off', true)",
            "EXPLAIN SELECT d.no FROM public.things AS d WHERE \(fragment: Self.condition(filter, in: Self.table))",
        ])[1].map { try $0.decode(String.self) }.joined(separator: "\n")
    }

    private static func condition(_ filter: JSONObject, in table: EmbeddedTable) throws -> SQL {
        try MetadataFilter(filter, of: table).condition(on: "d", of: table) ?? "true"
    }
}
