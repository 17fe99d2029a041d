import Foundation
import TestSupport
import Testing

extension RAGSpecification {
    @Suite("Former texts of sources")
    struct HistoryTests {
        /// A moment between two calls; the database is on the same machine.
        private func now() -> JSONValue {
            let time = Date.now.timeIntervalSince1970
            let second = time.rounded(.down)
            let microseconds = String(Int((time - second) * 1_000_000))
            let text = Date(timeIntervalSince1970: second).ISO8601Format().dropLast()
            return .string("\(text).\(String(repeating: "0", count: 6 - microseconds.count))\(microseconds)Z")
        }

        @Test("a search as of a time finds what the sources said then, and only that")
        func search() async throws {
            let (key, other) = (uniqueName(), uniqueName())
            try await server.overStdio { client in
                let before = now()
                let id = try #require(
                    try await client.add("The harbour gate closes at nine o'clock in the evening.", as: key)["id"]
                )
                let steady = try #require(
                    try await client.add("The harbour gate is painted blue.", as: other)["id"]
                )
                let first = now()
                try await client.add("The harbour gate closes at eleven o'clock at night.", as: key)
                let query = "When does the harbour gate close?"

                let present = try await client.passages(query, in: [id, steady])
                #expect(present.first?["content"]?.string?.contains("eleven") == true)
                #expect(present.allSatisfy { $0["version"] == nil })

                let former = try await client.passages(query, in: [id, steady], ["as_of": first])
                #expect(former.first?["content"] == "The harbour gate closes at nine o'clock in the evening.")
                #expect(former.first?["version"] == 1)
                #expect(former.contains { $0["source_id"] == steady })
                #expect(!former.contains { $0["content"]?.string?.contains("eleven") == true })

                #expect(try await client.passages(query, in: [id, steady], ["as_of": before]).isEmpty)
                for mode in ["keyword", "vector"] {
                    let hits = try await client.passages(
                        query,
                        in: [id],
                        ["as_of": first, "mode": .string(mode)]
                    )
                    #expect(hits.first?["version"] == 1, "\(mode)")
                }
            }
        }

        @Test("a former text can be read, and its passages stand where they are said to stand")
        func text() async throws {
            let key = uniqueName()
            try await server.overStdio { client in
                let id = try #require(try await client.add(handbook, as: key)["id"])
                let first = now()
                let changed = "An introduction. 🧱\n\n" + handbook.replacingOnce("1280", with: "1300")
                try await client.add(changed, as: key)
                let hits = try await client.passages(
                    "At what temperature is porcelain fired?",
                    in: [id],
                    ["as_of": first]
                )
                let best = try #require(hits.first)
                #expect(best["content"]?.string?.contains("1280") == true)
                let range = try #require(best["range"])
                let start = try #require(range["start"]?.int)
                let part: JSONValue = [
                    "id": id, "version": 1, "offset": .int(start),
                    "length": .int(try #require(range["end"]?.int) - start),
                ]
                #expect(try await client.value("get_source", part)["content"] == best["content"])
                let source = try await client.value("get_source", ["id": id])
                #expect(source["content"] == .string(changed))
                #expect(source["former_versions"]?.array?.map { $0["version"] } == [1])
                let context = try await client.value(
                    "generate_context",
                    ["query": "porcelain", "source_ids": [id], "as_of": first]
                )
                #expect(context["context"]?.string?.contains("1280") == true)
                let refused = try await client.call("get_source", ["id": id, "version": 7])
                #expect(refused.isError)
                #expect(refused.text.contains("former_versions"))
            }
        }

        @Test("as many former texts are kept as SOURCE_VERSIONS says, with their chunks; none for 0")
        func retention() async throws {
            let key = uniqueName()
            try await withDatabaseAccess { database in
                let server = try server.with(settings: ["SOURCE_VERSIONS": "2", "DATABASE_URL": database.url])
                try await server.overStdio { client in
                    var id: JSONValue = .null
                    for number in 1...5 {
                        id = try #require(
                            try await client.add("The tower has \(number) bells of bronze.", as: key)["id"]
                        )
                    }
                    let source = try await client.value("get_source", ["id": id])
                    #expect(source["former_versions"]?.array?.map { $0["version"] } == [4, 3])
                    let rows = try await database.rows(
                        """
                        SELECT version FROM public.document_version_chunks
                        WHERE document_id = \(id.int ?? 0) ORDER BY version
                        """
                    )
                    #expect(rows == [["version": 3], ["version": 4]])
                }
            }
            let other = uniqueName()
            try await RAGSpecification.server.with(settings: ["SOURCE_VERSIONS": "0"]).overStdio { client in
                try await client.add("One.", as: other)
                let id = try #require(try await client.add("Two.", as: other)["id"])
                #expect(try await client.value("get_source", ["id": id])["former_versions"] == nil)
            }
        }

        @Test("an answer as of a time cites the former text, whoever has changed it since, and says which one it is")
        func answer() async throws {
            let key = uniqueName()
            try await withDatabaseAccess { database in
                let server = try server.with(settings: ["DATABASE_URL": database.url])
                try await server.overStdio { client in
                    let text = "The lighthouse of Varn was built in 1871 by the engineer Ole Brandt."
                    let id = try #require(try await client.add(text, as: key)["id"]?.int)
                    let first = now()
                    // As another program writes: its facts first, and its text before anybody has cut it again.
                    for change in ["metadata = '{\"seen\":true}'", "content = 'The lighthouse of Varn is a ruin.'"] {
                        try await database.execute("UPDATE public.documents SET \(change) WHERE id = \(id)")
                    }
                    let question: JSONValue = ["query": "Who built the lighthouse of Varn?", "as_of": first]
                    let answer = try await client.value("rag_query", question)
                    let citation = try #require(answer["citations"]?.array?.first)
                    #expect(citation["quote"] == .string(text))
                    #expect(citation["version"] == 1)
                    let source = try await client.value("get_source", ["id": .int(id), "version": 1])
                    #expect(source["content"] == .string(text))
                }
            }
        }

        @Test("what was there before this server came is known since it was last changed")
        func before() async throws {
            try await withDatabaseAccess { database in
                let settings = ["DATABASE_URL": database.url]
                let store = try TestServer("vector-store", home: server.home).with(settings: settings)
                try await store.overStdio { client in
                    let document: JSONValue = ["key": "old", "content": "The mill stands by the brook."]
                    _ = try await client.value("add_document", document)
                }
                let then = now()
                try await server.with(settings: settings).overStdio { client in
                    try await eventually("it is cut") {
                        try await client.value("get_source", ["key": "old"])["source"]?["chunks"] == 1
                    }
                    let hits = try await client.value("search_documents", ["query": "mill brook", "as_of": then])
                    #expect(hits["hits"]?.array?.first?["content"] == "The mill stands by the brook.")
                }
            }
        }

        @Test("a source that is deleted is gone with its former texts")
        func deletion() async throws {
            let key = uniqueName()
            try await withDatabaseAccess { database in
                let server = try server.with(settings: ["DATABASE_URL": database.url])
                try await server.overStdio { client in
                    try await client.add("The secret word is marmalade.", as: key)
                    let id = try #require(try await client.add("There is no word.", as: key)["id"])
                    let time = now()
                    _ = try await client.value("delete_source", ["id": id])
                    #expect(try await client.passages("secret word", in: [id], ["as_of": time]).isEmpty)
                    let rows = try await database.rows(
                        "SELECT FROM public.document_version_chunks WHERE document_id = \(id.int ?? 0)"
                    )
                    #expect(rows.isEmpty)
                }
            }
        }

        @Test("passages that are to be unlike each other come from different sections")
        func diversity() async throws {
            let same = (1...6).map { "The lighthouse keeper polishes the great lens on day \($0)." }
            let prefix = uniqueName()
            try await server.overStdio { client in
                var ids: [JSONValue] = []
                for (place, text) in (same + ["The lighthouse was built of granite."]).enumerated() {
                    ids.append(try #require(try await client.add(text, as: "\(prefix)\(place)")["id"]))
                }
                let query = "lighthouse keeper lens"
                let plain = try await client.passages(query, in: ids, ["limit": 3])
                #expect(!plain.contains { $0["content"]?.string?.contains("granite") == true })
                let varied = try await client.passages(query, in: ids, ["limit": 3, "diversity": 0.7])
                #expect(varied.contains { $0["content"]?.string?.contains("granite") == true })
                #expect(varied.first?["content"] == plain.first?["content"])
            }
        }
    }
}
