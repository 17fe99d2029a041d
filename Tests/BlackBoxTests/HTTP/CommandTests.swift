import TestSupport
import Testing

extension BlackBox {
    @Suite("Commands for the operator")
    struct CommandTests {
        @Test("doctor finds nothing wrong in a good home, and exits with 0")
        func healthy() async throws {
            #expect(try await server.command(["migrate", "up"]).succeeded)
            let result = try await server.command(["doctor"])
            #expect(result.succeeded, "\(result.output) \(result.errors)")
            for part in ["PADDLE_HOME", "database", "pgvector", "migrations", "model", "stored vectors"] {
                #expect(result.output.contains("ok       \(part): "), "\(part) in \(result.output)")
            }
        }

        @Test(
            "doctor exits with 1 where the database is not there, says so and what to do, and skips what stands on it"
        )
        func unreachable() async throws {
            var server = try server
            server.settings["DATABASE_URL"] = "postgresql://someone:s3cret-word@127.0.0.1:1/dead?connect_timeout=2"
            let result = try await server.command(["doctor"])
            #expect(!result.succeeded)
            #expect(result.output.contains("FAILED   database: "))
            #expect(result.output.contains("skipped  migrations: mend database first"))
            #expect(!(result.output + result.errors).contains("s3cret-word"))
        }

        @Test("doctor --json tells the same to programs")
        func json() async throws {
            let result = try await server.command(["doctor", "--json"])
            let findings = try #require(try JSONValue(parsing: result.output)["findings"]?.array)
            #expect(findings.contains { $0["name"] == "database" && $0["outcome"] == "ok" })
        }

        @Test("completion scripts are printed for the shells", arguments: ["bash", "zsh", "fish"])
        func completion(_ shell: String) async throws {
            let result = try await server.command(["--generate-completion-script", shell])
            #expect(result.succeeded)
            #expect(result.output.contains("vector-store"))
            #expect(result.output.contains("allowed-origin"))
        }
    }
}
