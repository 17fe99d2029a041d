import TestSupport
import Testing

extension VectorStore {
    /// Messages are written and read as text here, since the JSON of the tests keeps one of two such names.
    @Suite("Names of metadata that Unicode calls equivalent")
    struct UnicodeNameTests {
        private let composed = "caf\u{E9}"
        private let decomposed = "cafe\u{301}"

        @Test("both are stored and shown, and a filter that fits neither deletes nothing")
        func bothKept() async throws {
            let tag = uniqueTag()
            try await server.overStdio { client async throws in
                let added = try await client.call(
                    "add_document",
                    text: #"{"content":"two names","metadata":{"\#(composed)":1,"\#(decomposed)":2,"tag":\#(tag)}}"#
                )
                let id = try #require(added.result["structuredContent"]?["id"])
                try await client.withDocuments([id]) {
                    let shown = try await client.call("get_document", text: #"{"id":\#(id)}"#)
                    for member in ["\"\(composed)\":1", "\"\(decomposed)\":2"] {
                        #expect(Array(shown.line.utf8).contains(Array(member.utf8)), "\(member)")
                    }
                    let deleted = try await client.call(
                        "delete_documents",
                        text: #"{"filter":{"tag":\#(tag),"\#(composed)":2,"\#(decomposed)":1},"expected_count":1}"#
                    )
                    #expect(try deleted.result["isError"] == true)
                    #expect(try await client.document(id)["content"] == "two names")
                }
            }
        }
    }
}
