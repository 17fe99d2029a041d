import TestSupport
import Testing

extension RAGSpecification {
    @Suite("Completion of sources")
    struct CompletionTests {
        private func values(_ ref: JSONValue, _ argument: JSONValue, _ client: some MCPClient) async throws
            -> [JSONValue]
        {
            let answer = try await client.ask("completion/complete", ["ref": ref, "argument": argument])
            return try #require(answer.result["completion"]?["values"]?.array)
        }

        @Test(
            "a source is suggested by the beginning of its key or title, in any case, and the prompt answers from it alone"
        )
        func prompt() async throws {
            let key = uniqueName()
            try await server.overStdio { client in
                try await client.add("The ferry leaves at noon.", as: key, ["title": .string("Timetable \(key)")])
                try await client.add("The ferry leaves at midnight.", as: uniqueName())
                let ref: JSONValue = ["type": "ref/prompt", "name": "answer_with_citations"]
                for beginning in [key, "timetable \(key)".uppercased()] {
                    let argument: JSONValue = ["name": "source", "value": .string(beginning)]
                    #expect(try await values(ref, argument, client) == [.string(key)])
                }
                let none: JSONValue = ["name": "source", "value": "no source begins like this"]
                #expect(try await values(ref, none, client).isEmpty)

                let arguments: JSONValue = ["question": "When does the ferry leave?", "source": .string(key)]
                let prompt = try await client.ask(
                    "prompts/get",
                    ["name": "answer_with_citations", "arguments": arguments]
                )
                let text = try prompt.result["messages"]?.array?.first?["content"]?["text"]?.string ?? ""
                #expect(text.contains("noon"))
                #expect(!text.contains("midnight"))
            }
        }

        @Test("the id in the address of a source is suggested by its digits, or by its title")
        func resource() async throws {
            let title = uniqueName()
            try await server.overStdio { client in
                let id = try await client.source("A note.", ["title": .string(title)])
                let ref: JSONValue = ["type": "ref/resource", "uri": "paddle://rag/sources/{id}"]
                let argument: JSONValue = ["name": "id", "value": .string(title)]
                let suggested = try await values(ref, argument, client)
                #expect(suggested == [.string(String(id.int ?? 0))])
            }
        }

        @Test("a source that is not there is refused by the prompt, and the error says where to look")
        func missing() async throws {
            try await server.overStdio { client in
                let arguments: JSONValue = ["question": "What?", "source": "nothing-of-that-name"]
                let answer = try await client.ask(
                    "prompts/get",
                    ["name": "answer_with_citations", "arguments": arguments]
                )
                #expect(answer.errorMessage.contains("list_sources"))
            }
        }
    }
}
