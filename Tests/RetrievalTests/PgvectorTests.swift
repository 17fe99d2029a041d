import Postgres
import TestSupport
import Testing

@testable import Retrieval

@Suite("The pgvector of a database")
struct PgvectorTests {
    /// What is said to a role that `prepare` has left without something.
    private func refusal(_ prepare: String) async throws -> String? {
        try await withTestPool { connection in
            try await connection.script("CREATE ROLE \(Self.role); \(prepare)")
        } _: { configuration, pool in
            var weak = configuration.asServed
            weak.parameters["options"] = "-c role=\(Self.role)"
            return try await withPool(weak) { weak in
                let error = await #expect(throws: RetrievalError.self) { try await Pgvector(of: weak) }
                try await pool.execute("DROP ROLE \(identifier: Self.role)")
                return error?.description
            }
        }
    }

    private static let role = "paddle_test_without_rights"

    @Test("one that is missing, or in a schema that this role may not use: what to do")
    func unusable() async throws {
        #expect(try await refusal("")?.contains("migrate up") == true)
        let prepare = "CREATE SCHEMA hidden; CREATE EXTENSION vector SCHEMA hidden"
        #expect(try await refusal(prepare)?.contains(#"GRANT USAGE ON SCHEMA "hidden" TO"#) == true)
    }
}
