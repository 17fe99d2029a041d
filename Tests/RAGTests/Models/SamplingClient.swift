import TestSupport
import Testing

/// A client of 2026-07-28 that lets its model be asked. What the model says is the test's.
struct SamplingClient {
    let client: any MCPClient
    var capabilities: JSONValue = ["sampling": [:]]

    /// Asks a question, or goes on after what the server wanted first.
    func reply(
        _ arguments: JSONValue,
        _ response: JSONValue? = nil,
        after first: JSONValue? = nil,
        judged: Bool = true
    ) async throws -> Reply {
        var params: JSONValue = [
            "name": "rag_query", "arguments": arguments,
            "_meta": [Revision.MetaKey.clientCapabilities: capabilities],
        ]
        if let response { params["inputResponses"] = ["answer": response] }
        params["requestState"] = first?["requestState"]
        return try await client.ask("tools/call", params, judged: judged)
    }

    /// What the server wants the model to do: its result, and the prompt in that.
    func asked(_ arguments: JSONValue) async throws -> (result: JSONValue, prompt: String) {
        let result = try await reply(arguments).result
        return (result, try Self.prompt(of: result))
    }

    /// The answer to a question after the model has written a text.
    func answer(_ arguments: JSONValue, _ text: String) async throws -> JSONValue {
        let first = try await asked(arguments).result
        return try await answer(arguments, Self.completion(text), after: first)
    }

    func answer(
        _ arguments: JSONValue,
        _ response: JSONValue,
        after first: JSONValue,
        judged: Bool = true
    ) async throws -> JSONValue {
        let result = try await reply(arguments, response, after: first, judged: judged).result
        return try ToolOutcome(result: result).value
    }

    static func prompt(of result: JSONValue) throws -> String {
        #expect(result["resultType"] == "input_required")
        let request = try #require(result["inputRequests"]?["answer"])
        #expect(request["method"] == "sampling/createMessage")
        return try #require(request["params"]?["messages"]?[0]?["content"]?["text"]?.string)
    }

    static func completion(_ text: String) -> JSONValue {
        [
            "role": "assistant", "content": ["type": "text", "text": .string(text)], "model": "model-of-the-client",
            "stopReason": "endTurn",
        ]
    }
}
