import TestSupport
import Testing

extension VectorStore {
    @Suite("Keys of documents")
    struct DocumentKeyTests {
        @Test("a document is added, read, changed and deleted by its key")
        func life() async throws {
            let key = uniqueTag()
            try await server.overStdio { client in
                func add(_ content: JSONValue) async throws -> JSONValue {
                    try await client.value("add_document", ["content": content, "key": key])
                }
                let added = try await add("Tea.")
                #expect(added["outcome"] == "created")
                try await client.withDocuments([try #require(added["id"])]) {
                    #expect(try await add("Tea.")["outcome"] == "unchanged")
                    let updated = try await add("Coffee.")
                    #expect(updated["outcome"] == "updated")
                    #expect(updated["id"] == added["id"])
                    let document = try await client.value("get_document", ["key": key])
                    #expect(document["content"] == "Coffee.")
                    #expect(document["key"] == key)
                    let changed = try await client.value("update_document", ["key": key, "title": "Cup"])
                    #expect(changed["id"] == added["id"])
                    #expect(try await client.value("delete_document", ["key": key])["id"] == added["id"])
                    for tool in ["get_document", "delete_document", "find_similar_documents"] {
                        let missing = try await client.call(tool, ["key": key])
                        #expect(missing.isError)
                        #expect(missing.text.contains(key.string ?? ""))
                    }
                }
            }
        }

        @Test("a call names a document by its id or by its key, and not by both", arguments: [true, false])
        func oneName(_ both: Bool) async throws {
            try await withoutModel.overStdio { client in
                let named: JSONValue = both ? ["id": 1, "key": "a"] : [:]
                for tool in ["get_document", "update_document", "delete_document", "find_similar_documents"] {
                    var arguments = named
                    if tool == "update_document" { arguments["title"] = "T" }
                    let refused = try await client.call(tool, arguments)
                    #expect(refused.isError)
                    #expect(refused.text.contains("id") && refused.text.contains("key"))
                }
            }
        }

        @Test("of ten writers on one key over HTTP all succeed, and one document is left")
        func tenWriters() async throws {
            let key = uniqueTag()
            try await server.overHTTP(.r20260728) { client in
                let answers = try await withThrowingTaskGroup(of: JSONValue.self) { group in
                    for number in 0..<10 {
                        let document: JSONValue = ["content": .string("Text \(number)."), "key": key]
                        group.addTask { try await client.value("add_document", document) }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(Set(answers.compactMap { $0["id"] }).count == 1)
                #expect(answers.count { $0["outcome"] == "created" } == 1)
                let left = try await client.value("get_document", ["key": key])
                #expect(answers.contains { $0["updated_at"] == left["updated_at"] })
                #expect(try await client.value("delete_document", ["key": key])["deleted"] == true)
            }
        }
    }
}
