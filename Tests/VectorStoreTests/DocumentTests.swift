import TestSupport
import Testing

extension VectorStore {
    @Suite("Documents")
    struct DocumentTests {
        @Test("a document comes back as it was added, in every revision", arguments: Revision.allCases)
        func addAndGet(_ revision: Revision) async throws {
            let metadata: JSONValue = [
                "tag": uniqueTag(), "year": 1912, "ratio": 0.25, "flag": true, "none": nil,
                "list": [1, "two", [3]], "nested": ["deep": ["er": "value"]], "": "empty key",
            ]
            try await server.overStdio(revision) { client in
                let content = "The ferry leaves at nine.\n\nIt returns at dusk.\t(Except on Sundays.)  "
                let added = try await client.value(
                    "add_document",
                    ["content": .string(content), "title": "Ferry", "metadata": metadata]
                )
                let id = try #require(added["id"])
                try await client.withDocuments([id]) {
                    #expect(added["title"] == "Ferry")
                    #expect(added["metadata"] == metadata)
                    #expect(added["passages"] == 1)
                    let document = try await client.document(id)
                    #expect(document["id"] == id)
                    #expect(document["content"]?.string == content)
                    #expect(document["title"] == "Ferry")
                    #expect(document["metadata"] == metadata)
                    for name in ["created_at", "updated_at"] {
                        #expect(document[name] == added[name])
                        let time = try #require(document[name]?.string)
                        #expect(time.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)/) != nil)
                    }
                    #expect(try await client.value("delete_document", ["id": id]) == ["id": id, "deleted": true])
                    #expect(try await client.call("get_document", ["id": id]).isError)
                    #expect(try await client.call("delete_document", ["id": id]).isError)
                }
            }
        }

        @Test("without title and metadata a document has none: no title, an empty object")
        func defaults() async throws {
            try await server.overStdio { client in
                let added = try await client.value("add_document", ["content": "A plain note."])
                try await client.withDocuments([try #require(added["id"])]) {
                    #expect(added["title"] == nil)
                    #expect(added["metadata"] == [:])
                }
            }
        }

        @Test("new content is embedded again and found by its own words, no longer by the old")
        func updateContent() async throws {
            let tag = uniqueTag()
            let old = "Beekeepers smoke the hive before they lift the frames."
            let new = "The orchestra tunes to the oboe before the concert begins."
            try await server.overStdio { client in
                try await client.withDocument(old, title: "Note", metadata: ["tag": tag]) { id in
                    let before = try await client.document(id)
                    // By meaning alone, since how much words weigh depends on what other tests store.
                    func score(_ query: String) async throws -> Double {
                        let hits = try await client.search(query, mode: "vector", filter: ["tag": tag])
                        return try #require(hits.first?["score"]?.double)
                    }
                    let oldScore = try await score(old)
                    let updated = try await client.value("update_document", ["id": id, "content": .string(new)])
                    #expect(updated["reembedded"] == true)
                    #expect(updated["title"] == "Note")
                    #expect(updated["metadata"] == ["tag": tag])
                    #expect(updated["created_at"] == before["created_at"])
                    let times = (
                        before: try #require(before["updated_at"]?.string),
                        after: try #require(updated["updated_at"]?.string)
                    )
                    #expect(times.before < times.after)
                    #expect(try await client.document(id)["content"]?.string == new)
                    #expect(oldScore > 0.9)
                    #expect(try await score(new) > 0.9)
                    #expect(try await score(old) < 0.5)
                    let byWords = try await client.search("beekeepers hive", mode: "keyword", filter: ["tag": tag])
                    #expect(byWords.isEmpty)
                    #expect(try await client.search("orchestra", mode: "keyword", filter: ["tag": tag]).count == 1)
                }
            }
        }

        @Test("new metadata replaces the old and leaves the vector alone")
        func updateMetadata() async throws {
            let (first, second) = (uniqueTag(), uniqueTag())
            let content = "Salt marshes hold back the sea in winter."
            try await server.overStdio { client in
                try await client.withDocument(content, metadata: ["tag": first, "kept": false]) { id in
                    func found(_ tag: JSONValue) async throws -> [JSONValue] {
                        try await client.search("marsh", mode: "vector", filter: ["tag": tag])
                    }
                    let before = try #require(try await found(first).first)
                    let updated = try await client.value("update_document", ["id": id, "metadata": ["tag": second]])
                    #expect(updated["reembedded"] == false)
                    #expect(updated["metadata"] == ["tag": second])
                    #expect(try await found(first).isEmpty)
                    let after = try #require(try await found(second).first)
                    #expect(after["score"] == before["score"])
                    #expect(try await client.document(id)["content"]?.string == content)
                }
            }
        }

        @Test("a new title, and content that is given again unchanged, change no vector")
        func updateTitle() async throws {
            let tag = uniqueTag()
            let content = "Chalk cliffs face south."
            try await server.overStdio { client in
                try await client.withDocument(content, title: "Old", metadata: ["tag": tag]) { id in
                    func score() async throws -> JSONValue? {
                        try await client.search("cliff", mode: "vector", filter: ["tag": tag]).first?["score"]
                    }
                    let before = try #require(try await score())
                    let updated = try await client.value("update_document", ["id": id, "title": "New"])
                    #expect(updated["reembedded"] == false)
                    #expect(updated["title"] == "New")
                    _ = try await client.value("update_document", ["id": id, "content": .string(content)])
                    #expect(try await score() == before)
                }
            }
        }

        @Test("an update that fails changes nothing")
        func failedUpdate() async throws {
            try await server.overStdio { client in
                try await client.withDocument("Rope is coiled clockwise.", title: "Rope", metadata: ["a": 1]) { id in
                    let before = try await client.document(id)
                    for bad in [
                        ["id": id, "content": "", "title": "Changed"], ["id": id, "content": "new", "metadata": 5],
                        ["id": id, "title": "nul \u{0}", "content": "new"],
                    ] as [JSONValue] {
                        #expect(try await client.call("update_document", bad).isError)
                    }
                    #expect(try await client.document(id) == before)
                }
            }
        }

        @Test("documents added at once get ids of their own, and all are there")
        func concurrentAdds() async throws {
            let tag = uniqueTag()
            try await server.overStdio { client in
                var requests: [JSONValue] = []
                for number in 0..<30 {
                    let arguments: JSONValue = [
                        "content": "Parcel number \(number) is ready.",
                        "metadata": ["tag": tag, "number": .int(number)],
                    ]
                    requests.append(
                        try await client.send("tools/call", ["name": "add_document", "arguments": arguments])
                    )
                }
                var ids: [JSONValue] = []
                for request in requests {
                    let outcome = ToolOutcome(result: try await client.reply(to: request).result)
                    ids.append(try #require(try outcome.value["id"]))
                }
                try await client.withDocuments(ids) { () async throws in
                    #expect(Set(ids).count == 30)
                    #expect(try await client.search("parcel", filter: ["tag": tag], limit: 100).count == 30)
                }
            }
        }
    }
}
