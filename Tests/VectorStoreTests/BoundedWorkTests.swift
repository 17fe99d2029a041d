import TestSupport
import Testing

extension VectorStore {
    @Suite("Work is bounded")
    struct BoundedWorkTests {
        /// The statements of calls that wait for a table.
        private static let waiting = """
            SELECT pid FROM pg_stat_activity
            WHERE datname = current_database() AND application_name = 'vector-store' AND wait_event_type = 'Lock'
                AND query LIKE '%char_length(d."content")%'
            """

        @Test(
            "a client that leaves takes its query along, and its connection is free again",
            arguments: Revision.allCases
        )
        func leaving(_ revision: Revision) async throws {
            try await withDatabaseAccess { database in
                let subject = try withoutModel.with(settings: ["DATABASE_URL": database.url])
                try await subject.overHTTP(revision) { client async throws in
                    // The tables are there once this is answered.
                    _ = try await client.call("get_document", ["id": 1])
                    try await database.locking("public.documents") {
                        var calls: [JSONValue] = []
                        for _ in 0..<5 {
                            let call: JSONValue = ["name": "get_document", "arguments": ["id": 1]]
                            calls.append(try await client.send("tools/call", call))
                        }
                        try await eventually("all wait") { try await database.rows(Self.waiting).count == 5 }
                        for call in calls { await client.hangUp(call) }
                        try await eventually("none waits") { try await database.rows(Self.waiting).isEmpty }
                    }
                    #expect(try await client.call("get_document", ["id": 1]).text.contains("no document"))
                }
            }
        }

        @Test("a call whose time is over takes its query along, and its caller is told")
        func timeOver() async throws {
            try await withDatabaseAccess { database in
                let subject = try withoutModel.with("--call-timeout", "1", settings: ["DATABASE_URL": database.url])
                try await subject.overHTTP { client async throws in
                    try await eventually("the tables are there") {
                        try await client.call("get_document", ["id": 1]).text.contains("no document")
                    }
                    try await database.locking("public.documents") {
                        let outcome = try await client.call("get_document", ["id": 1])
                        #expect(outcome.isError)
                        #expect(outcome.text.contains("took longer than"))
                        #expect(try await database.rows(Self.waiting).isEmpty)
                    }
                }
            }
        }

        @Test("a filter past its limits is refused with what it has too much of, and nothing is deleted")
        func filters() async throws {
            try await server.overStdio { client async throws in
                var names: JSONValue = [:]
                for number in 0...1000 { names["name\(number)"] = 1 }
                for (tool, arguments) in [
                    ("search_documents", ["query": "x", "filter": names]),
                    ("delete_documents", ["filter": names, "expected_count": 1]),
                ] as [(String, JSONValue)] {
                    let outcome = try await client.call(tool, arguments)
                    #expect(outcome.isError)
                    #expect(outcome.text.contains("1001 values"))
                }
            }
        }
    }
}
