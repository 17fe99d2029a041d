import TestSupport
import Testing

/// The pages of the built server, opened in Debian's Chromium, and its views in the frame of a client.
@Suite("Pages in a browser", .testBench("vector-store"))
struct PageTests {
    @Test("the page of the server shows it, and its tools work from there, alone and framed by a client")
    func front() async throws {
        try await PageDriver.drive(atLeast: 110)
    }

    @Test("where tokens are required, a user signs in with one")
    func signIn() async throws {
        let token = "a-token-of-some-length"
        try await PageDriver.drive(["--token", token], settings: ["MCP_AUTH_TOKEN": token], atLeast: 15)
    }

    @Test("in the view search, documents are found, filtered and read, with the keyboard alone, too")
    func search() async throws {
        try await withDatabaseAccess { database in
            let settings = ["DATABASE_URL": database.url, "TOOLSETS": "documents,collections"]
            try await PageDriver.drive(["--search"], settings: settings, atLeast: 120)
        }
    }

    @Test("in a client of MCP Apps, the views show what the model has found, and call tools through the client")
    func apps() async throws {
        try await withDatabaseAccess { database in
            let settings = ["DATABASE_URL": database.url, "TOOLSETS": "documents,collections"]
            try await PageDriver.drive(
                settings: settings,
                atLeast: 120,
                script: "drive_apps.py",
                in: PythonEnvironment("apps")
            )
        }
    }
}
