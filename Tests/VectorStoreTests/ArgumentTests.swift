import TestSupport
import Testing

extension VectorStore {
    @Suite("Arguments of tools")
    struct ArgumentTests {
        /// A call that cannot succeed, and the argument that the answer must name.
        struct BadCall: Sendable, CustomTestStringConvertible {
            var tool: String
            var arguments: JSONValue
            var named: String

            init(_ tool: String, _ arguments: JSONValue, names named: String) {
                (self.tool, self.arguments, self.named) = (tool, arguments, named)
            }

            var testDescription: String { "\(tool) \(arguments)" }
        }

        static let badCalls = [
            BadCall("add_document", [:], names: "content"),
            BadCall("add_document", ["content": nil], names: "content"),
            BadCall("add_document", ["content": 5], names: "content"),
            BadCall("add_document", ["content": ["a"]], names: "content"),
            BadCall("add_document", ["content": ""], names: "content"),
            BadCall("add_document", ["content": " \n\t "], names: "content"),
            BadCall("add_document", ["content": "text", "title": 5], names: "title"),
            BadCall("add_document", ["content": "text", "metadata": "text"], names: "metadata"),
            BadCall("add_document", ["content": "text", "metadata": [1, 2]], names: "metadata"),
            BadCall("add_document", ["content": "text", "metadata": 5], names: "metadata"),
            BadCall("get_document", [:], names: "id"),
            BadCall("get_document", ["id": "abc"], names: "id"),
            BadCall("get_document", ["id": 1.5], names: "id"),
            BadCall("get_document", ["id": true], names: "id"),
            BadCall("get_document", ["id": 1e300], names: "id"),
            BadCall("update_document", ["content": "text"], names: "id"),
            BadCall("delete_document", [:], names: "id"),
            BadCall("search_documents", [:], names: "query"),
            BadCall("search_documents", ["query": ""], names: "query"),
            BadCall("search_documents", ["query": ["tea"]], names: "query"),
            BadCall("search_documents", ["query": "tea", "limit": 0], names: "limit"),
            BadCall("search_documents", ["query": "tea", "limit": 101], names: "limit"),
            BadCall("search_documents", ["query": "tea", "limit": -1], names: "limit"),
            BadCall("search_documents", ["query": "tea", "limit": "many"], names: "limit"),
            BadCall("search_documents", ["query": "tea", "limit": 2.5], names: "limit"),
            BadCall("search_documents", ["query": "tea", "min_score": 1.5], names: "min_score"),
            BadCall("search_documents", ["query": "tea", "min_score": -0.1], names: "min_score"),
            BadCall("search_documents", ["query": "tea", "filter": "tag"], names: "filter"),
            BadCall("search_documents", ["query": "tea", "filter": [1]], names: "filter"),
        ]

        @Test("a bad argument is an error of the tool that names it, and the server goes on", arguments: badCalls)
        func refused(_ bad: BadCall) async throws {
            try await server.overStdio { client in
                let outcome = try await client.call(bad.tool, bad.arguments)
                #expect(outcome.isError)
                #expect(outcome.text.contains(bad.named))
                try await client.ping()
            }
        }

        @Test(
            "an id that no document has is an error that says so",
            arguments: ["get_document", "update_document", "delete_document"],
            [0, -1, 999_999_999, .max, .min]
        )
        func unknownID(_ tool: String, _ id: Int) async throws {
            try await server.overStdio { client in
                var arguments: JSONValue = ["id": .int(id)]
                if tool == "update_document" { arguments["content"] = "text" }
                let outcome = try await client.call(tool, arguments)
                #expect(outcome.isError)
                #expect(outcome.text.contains("\(id)"))
            }
        }

        @Test("an update that gives nothing to change is refused")
        func emptyUpdate() async throws {
            try await server.overStdio { client in
                try await client.withDocument("The tide table hangs in the harbour office.") { id in
                    let outcome = try await client.call("update_document", ["id": id])
                    #expect(outcome.isError)
                    for name in ["content", "title", "metadata"] { #expect(outcome.text.contains(name)) }
                }
            }
        }

        @Test("what clients are known to send is understood: numbers and objects as text, 10.0, null for absent")
        func lenience() async throws {
            let tag = uniqueTag()
            try await server.overStdio { client in
                let added = try await client.value(
                    "add_document",
                    [
                        "content": "Tea is picked on the hills above the town.", "title": nil,
                        "metadata": .string("{\"tag\": \(tag), \"year\": 1999}"),
                    ]
                )
                let id = try #require(added["id"]?.int)
                try await client.withDocuments([.int(id)]) {
                    #expect(added["metadata"] == ["tag": tag, "year": 1999])
                    let hits = try await client.value(
                        "search_documents",
                        [
                            "query": "tea", "limit": "5", "min_score": nil,
                            "filter": .string("{\"tag\": \(tag)}"),
                        ]
                    )
                    #expect(hits["hits"]?.array?.count == 1)
                    let again = try await client.value(
                        "search_documents",
                        ["query": "tea", "limit": 10.0, "filter": ["tag": tag], "min_score": "0"]
                    )
                    #expect(again["hits"]?.array?.count == 1)
                    #expect(try await client.value("get_document", ["id": "\(id)"])["id"]?.int == id)
                    #expect(try await client.value("delete_document", ["id": .double(Double(id))])["deleted"] == true)
                }
            }
        }

        @Test("text that looks like a number or an object stays text where text is expected")
        func textStaysText() async throws {
            try await server.overStdio { client in
                for text in ["42", "{\"a\": 1}", "[1, 2]", "null", "true"] {
                    try await client.withDocument(text, title: text) { id in
                        let document = try await client.document(id)
                        #expect(document["content"]?.string == text)
                        #expect(document["title"]?.string == text)
                    }
                }
            }
        }
    }
}
