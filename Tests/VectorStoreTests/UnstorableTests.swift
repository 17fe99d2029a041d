import TestSupport
import Testing

extension VectorStore {
    /// Messages are written as text here, since the JSON of the tests could not hold what is in them.
    @Suite("Names and numbers that the database cannot hold, or not tell apart")
    struct UnstorableTests {
        @Test("names with half a surrogate pair neither store nor delete anything")
        func halfNames() async throws {
            let tag = uniqueTag()
            try await server.overStdio { client async throws in
                let kept: JSONValue = ["content": "kept", "metadata": ["tag": tag, "\u{FFFD}": 1]]
                let id = try #require(try await client.value("add_document", kept)["id"])
                try await client.withDocuments([id]) {
                    for (tool, arguments) in [
                        ("add_document", #"{"content":"two","metadata":{"tag":\#(tag),"\ud800":1,"\udfff":2}}"#),
                        ("update_document", #"{"id":\#(id),"metadata":{"\ud800":1}}"#),
                        ("search_documents", #"{"query":"kept","filter":{"tag":\#(tag),"\ud800":1}}"#),
                        ("delete_documents", #"{"filter":{"tag":\#(tag),"\ud801":1},"expected_count":1}"#),
                    ] {
                        let error = try await client.call(tool, text: arguments).errorMessage
                        #expect(error.contains(#""\ud80"#), "\(tool): \(error)")
                    }
                    #expect(try await client.search("kept", filter: ["tag": tag]).count == 1)
                    #expect(try await client.document(id)["metadata"]?["tag"] == tag)
                }
            }
        }

        @Test("numbers with too many digits behind the point are refused at their place in metadata and filters")
        func fineNumbers() async throws {
            let tag = uniqueTag()
            try await server.overStdio { client async throws in
                let id = try #require(
                    try await client.value("add_document", ["content": "fine", "metadata": ["tag": tag]])["id"]
                )
                try await client.withDocuments([id]) {
                    for number in ["1e-20000", "0." + String(repeating: "1", count: 20_000)] {
                        for (tool, arguments, place) in [
                            (
                                "add_document", #"{"content":"x","metadata":{"tag":\#(tag),"n":\#(number)}}"#,
                                "metadata.n"
                            ),
                            ("update_document", #"{"id":\#(id),"metadata":{"a":[\#(number)]}}"#, "metadata.a[0]"),
                            ("search_documents", #"{"query":"x","filter":{"n":\#(number)}}"#, "filter.n"),
                            ("delete_documents", #"{"filter":{"n":\#(number)},"expected_count":1}"#, "filter.n"),
                        ] {
                            let outcome = ToolOutcome(result: try await client.call(tool, text: arguments).result)
                            #expect(outcome.isError, "\(tool)")
                            #expect(outcome.text.hasPrefix("\(place) "), "\(outcome.text.prefix(200))")
                        }
                    }
                    // The finest that is held.
                    for number in ["1e-16383", "0." + String(repeating: "1", count: 16_383)] {
                        let arguments = #"{"id":\#(id),"metadata":{"tag":\#(tag),"n":\#(number)}}"#
                        let outcome = ToolOutcome(
                            result: try await client.call("update_document", text: arguments).result
                        )
                        #expect(!outcome.isError, "\(outcome.text.prefix(200))")
                    }
                }
            }
        }
    }
}
