import TestSupport
import Testing

extension VectorStore {
    @Suite("Rows that another program stored")
    struct AdoptedRowTests {
        private static let deep = String(repeating: "[", count: 600) + String(repeating: "]", count: 600)

        /// Metadata and moment of each row, odd in its own way but for the last, and what of it is to be seen.
        private static let rows: [(metadata: String, moment: String, shown: String)] = [
            ("'{}'", "'infinity'", "\"infinity\""), ("'{}'", "'-infinity'", "\"-infinity\""),
            ("'{}'", "'0044-03-15 BC'", "0044-03-15"), ("'{}'", "'20000-01-01'", "20000-01-01"),
            ("'{}'", "NULL", "\"metadata\":{}"), ("NULL", "now()", "\"metadata\":{}"),
            ("'[1, 2]'", "now()", "\"metadata\":[1,2]"), ("'\"text\"'", "now()", "\"metadata\":\"text\""),
            ("'null'", "now()", "\"metadata\":null"),
            (#"'{"source": "import", "n": 1e400}'"#, "now()", #""n":"1000000"#),
            (#"'{"n": 12345678901234567890123}'"#, "now()", #""n":12345678901234567890123"#),
            ("'{\"list\": \(deep)}'", "now()", deep), (#"'{"plain": true}'"#, "now()", #""plain":true"#),
        ]

        private func withRows(_ body: (StdioClient) async throws -> Void) async throws {
            try await withDatabaseAccess { database in
                let subject = try server.with(settings: ["DATABASE_URL": database.url])
                #expect(try await subject.command("migrate", "up").succeeded)
                for row in Self.rows {
                    try await database.execute(
                        """
                        INSERT INTO public.documents (content, metadata, created_at, updated_at)
                        VALUES ('A whale sings.', \(row.metadata), \(row.moment), \(row.moment))
                        """
                    )
                }
                try await subject.overStdio { client async throws in
                    try await body(client)
                }
            }
        }

        @Test("each is returned and changed, and shows what is stored")
        func each() async throws {
            try await withRows { client async throws in
                for (index, row) in Self.rows.enumerated() {
                    let id = JSONValue.int(index + 1)
                    let document = try await client.call("get_document", ["id": id])
                    #expect(!document.isError, "\(document.text)")
                    #expect(document.text.contains(row.shown), "\(document.text)")
                    let changed = try await client.call("update_document", ["id": id, "title": "Whale"])
                    #expect(!changed.isError, "\(changed.text)")
                    #expect(try await client.document(id)["title"] == "Whale")
                }
            }
        }

        @Test("none keeps another from being listed or found, and a filter without names fits all")
        func together() async throws {
            try await withRows { client async throws in
                #expect(try await client.listedDocuments().count == Self.rows.count)
                try await eventually("all have their vectors") {
                    try await client.search("whale", filter: [:], limit: 100).count == Self.rows.count
                }
                let outcome = try await client.call(
                    "delete_documents",
                    ["filter": [:], "expected_count": .int(Self.rows.count)]
                )
                #expect(!outcome.isError, "\(outcome.text)")
            }
        }
    }
}
