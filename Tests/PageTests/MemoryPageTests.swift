import TestSupport
import Testing

/// The views of agent-memory, as pages and in the frame of a client.
@Suite("Pages of agent-memory in a browser", .testBench("agent-memory"))
struct MemoryPageTests {
    @Test("memories are found, corrected, forgotten and reviewed by people, alone and inside a client of MCP Apps")
    func views() async throws {
        try await withDatabaseAccess { database in
            try await PageDriver.drive(
                settings: ["DATABASE_URL": database.url, "TOOLSETS": "all"],
                atLeast: 380,
                script: "drive_memory.py",
                in: PythonEnvironment("apps")
            )
        }
    }

    @Test("where tokens are required, a user signs in with one")
    func signIn() async throws {
        let token = "a-token-of-some-length"
        try await PageDriver.drive(
            ["--token", token, "--tool", "search_memories"],
            settings: ["MCP_AUTH_TOKEN": token],
            atLeast: 15
        )
    }
}
