import TestSupport
import Testing

extension Conformance {
    /// The extension for tasks, judged by the client of `fastmcp-tasks` and, message by message, by the scenarios that
    /// the conformance suite has for it. One program plays them side by side, since nearly all of it is waiting.
    @Suite("Tasks")
    struct TaskTests {
        private static let environment = PythonEnvironment("fastmcp-tasks-4.1.4")

        @Test("the scenarios of tasks, and their published client, over standard streams")
        func overPipes() async throws {
            guard try Self.environment.isPresent() else { return }
            try await withDatabaseAccess { database in
                let server = try Self.server(on: database)
                try await TestBench.slots.take { try await Self.drive(server, atLeast: 360) }
            }
        }

        @Test("the scenarios of tasks, and their published client, over HTTP")
        func overHTTP() async throws {
            guard try Self.environment.isPresent() else { return }
            try await withDatabaseAccess { database in
                let server = try Self.server(on: database)
                try await server.overHTTP(nil) { client in
                    try await Self.drive(server, ["--http", client.endpoint], atLeast: 440)
                }
            }
        }

        /// Tasks are rows, so the server that keeps them has a database, which the other scenarios do without.
        private static func server(on database: DatabaseAccess) throws -> TestServer {
            try Conformance.server.with(settings: ["DATABASE_URL": database.url, "TOOLSETS": "fixtures,tasks"])
        }

        private static func drive(_ server: TestServer, _ options: [String] = [], atLeast count: Int) async throws {
            let schemas = PublishedSchemas.arePresent ? ["--schemas", PublishedSchemas.folder] : []
            try await PythonDriver(environment, script: "Tests/RealClients/tasks.py")
                .run(options + schemas + [try server.path], environment: server.environment, atLeast: count)
        }
    }
}
