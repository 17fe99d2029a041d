import TestSupport
import Testing

extension VectorStore {
    @Suite("Messages for the operator")
    struct OperatorTests {
        @Test("doctor finds nothing wrong in a good home, and exits with 0")
        func healthy() async throws {
            #expect(try await server.command("migrate", "up").succeeded)
            let result = try await server.command("doctor")
            #expect(result.succeeded, "\(result.output) \(result.errors)")
            for part in ["PADDLE_HOME", "database", "pgvector", "migrations", "model", "model files", "stored vectors"]
            {
                #expect(result.output.contains("ok       \(part): "), "\(part) in \(result.output)")
            }
        }

        @Test("/readyz tells of the database, its schema and the model")
        func ready() async throws {
            try await server.overHTTP(nil) { client in
                // The first start of all makes the database, which takes longer than the question may.
                try await eventually("/readyz is 200") { try await client.get("/readyz").status == 200 }
                let checks = try #require(try await client.get("/readyz").json["checks"]?.object)
                #expect(Set(checks.keys) == ["database", "migrations", "model"])
            }
        }
    }
}
