import TestSupport
import Testing

extension Conformance {
    /// A tool answers with what it needs, and the client calls again with that.
    @Suite("Input that the client must give")
    struct InputTests {
        private static let all: JSONValue = ["elicitation": [:], "sampling": [:], "roots": [:]]
        private static let prefix = "test_input_required_result_"

        @Test("input-required-result-basic-elicitation and -result-type", arguments: Stage.modern)
        func elicitation(_ stage: Stage) async throws {
            try await stage.play { client in
                let first = try await Self.call("elicitation", of: client).result
                #expect(first["resultType"] == "input_required")
                let request = try #require(first["inputRequests"]?["user_name"])
                #expect(request["method"] == "elicitation/create")
                #expect(request["params"]?["message"]?.string?.isEmpty == false)
                #expect(request["params"]?["requestedSchema"]?["type"] == "object")

                let second = try await Self.call("elicitation", of: client, Self.name("Alice"), after: first).result
                #expect(second["resultType"] == "complete")
                #expect(ToolOutcome(result: second).text == "Hello, Alice!")
            }
        }

        @Test("input-required-result-missing-input-response: a wrong key is asked for again", arguments: Stage.modern)
        func missing(_ stage: Stage) async throws {
            try await stage.play { client in
                let first = try await Self.call("elicitation", of: client).result
                let responses: JSONValue = ["another": ["action": "accept", "content": ["name": "Alice"]]]
                let second = try await Self.call("elicitation", of: client, responses, after: first).result
                #expect(second["resultType"] == "input_required")
                #expect(second["inputRequests"]?["user_name"] != nil)
            }
        }

        @Test(
            "input-required-result-ignore-extra-params: keys that nobody asked for do not matter",
            arguments: Stage.modern
        )
        func extra(_ stage: Stage) async throws {
            try await stage.play { client in
                let first = try await Self.call("elicitation", of: client).result
                var responses = Self.name("Alice")
                responses["unasked"] = ["action": "accept", "content": ["more": "text"]]
                let second = try await Self.call("elicitation", of: client, responses, after: first).result
                #expect(ToolOutcome(result: second).text == "Hello, Alice!")
            }
        }

        @Test(
            "input-required-result-validate-input: a number as response is an error, or asked for again",
            arguments: Stage.modern
        )
        func validated(_ stage: Stage) async throws {
            try await stage.play { client in
                let first = try await Self.call("elicitation", of: client).result
                let reply = try await Self.call(
                    "elicitation",
                    of: client,
                    ["user_name": 42],
                    after: first,
                    judged: false
                )
                #expect(reply.errorCode == -32602 || reply.message["result"]?["resultType"] == "input_required")
            }
        }

        @Test("input-required-result-basic-sampling", arguments: Stage.modern)
        func sampling(_ stage: Stage) async throws {
            let answer = Self.completion("Paris")
            let text = try await Self.text(
                "sampling",
                on: stage,
                asking: "sampling/createMessage",
                "capital_question",
                answer
            )
            #expect(text.contains("Paris"))
        }

        @Test("input-required-result-basic-list-roots", arguments: Stage.modern)
        func roots(_ stage: Stage) async throws {
            let answer: JSONValue = ["roots": [["uri": "file:///project", "name": "Project"]]]
            let text = try await Self.text("list_roots", on: stage, asking: "roots/list", "client_roots", answer)
            #expect(text.contains("file:///project"))
        }

        @Test("input-required-result-request-state: the state comes back and is known", arguments: Stage.modern)
        func state(_ stage: Stage) async throws {
            try await stage.play { client in
                let first = try await Self.call("request_state", of: client).result
                #expect(first["requestState"]?.string?.isEmpty == false)
                let second = try await Self.call("request_state", of: client, Self.confirmed, after: first)
                #expect(try ToolOutcome(result: second.result).text.contains("state-ok"))
            }
        }

        @Test("input-required-result-tampered-state: a state that was changed is refused", arguments: Stage.modern)
        func tamperedState(_ stage: Stage) async throws {
            try await stage.play { client in
                var first = try await Self.call("tampered_state", of: client).result
                let state = try #require(first["requestState"]?.string)
                let honest = try await Self.call("tampered_state", of: client, Self.confirmed, after: first)
                #expect(try ToolOutcome(result: honest.result).text.contains("state-ok"))
                for tampered in [state + "TAMPERED", String(state.dropFirst()), "", String(state.reversed())] {
                    first["requestState"] = .string(tampered)
                    let reply = try await Self.call("tampered_state", of: client, Self.confirmed, after: first)
                    #expect(reply.errorCode == -32602)
                }
            }
        }

        @Test("a state given for one call is no good for another", arguments: Stage.modern)
        func statesAreBound(_ stage: Stage) async throws {
            try await stage.play { client in
                let first = try await Self.call("request_state", of: client).result
                let reply = try await Self.call("tampered_state", of: client, Self.confirmed, after: first)
                #expect(reply.errorCode == -32602)
            }
        }

        @Test("input-required-result-multiple-input-requests: three questions at once", arguments: Stage.modern)
        func several(_ stage: Stage) async throws {
            try await stage.play { client in
                let first = try await Self.call("multiple_inputs", of: client).result
                #expect(
                    Set(try #require(first["inputRequests"]?.object).keys) == ["user_name", "greeting", "client_roots"]
                )
                var responses = Self.name("Alice")
                responses["greeting"] = Self.completion("Good day")
                responses["client_roots"] = ["roots": []]
                let second = try await Self.call("multiple_inputs", of: client, responses, after: first).result
                #expect(second["resultType"] == "complete")
            }
        }

        @Test("input-required-result-multi-round: the state changes with each round", arguments: Stage.modern)
        func rounds(_ stage: Stage) async throws {
            try await stage.play { client in
                let answer: JSONValue = ["action": "accept", "content": ["value": "x"]]
                let first = try await Self.call("multi_round", of: client).result
                #expect(first["inputRequests"]?["step1"] != nil)
                let second = try await Self.call("multi_round", of: client, ["step1": answer], after: first).result
                #expect(second["resultType"] == "input_required")
                #expect(second["inputRequests"]?["step2"] != nil)
                #expect(second["requestState"] != first["requestState"])
                let third = try await Self.call("multi_round", of: client, ["step2": answer], after: second).result
                #expect(third["resultType"] == "complete")
            }
        }

        @Test("input-required-result-non-tool-request: a prompt may ask, too", arguments: Stage.modern)
        func prompt(_ stage: Stage) async throws {
            try await stage.play { client in
                var params: JSONValue = ["name": "test_input_required_result_prompt"]
                params["_meta"] = [Revision.MetaKey.clientCapabilities: Self.all]
                let first = try await client.ask("prompts/get", params).result
                #expect(first["resultType"] == "input_required")
                #expect(first["inputRequests"]?["user_context"] != nil)
                params["inputResponses"] = ["user_context": ["action": "accept", "content": ["context": "gardens"]]]
                params["requestState"] = first["requestState"]
                let second = try await client.ask("prompts/get", params).result
                #expect(second["messages"]?[0]?["content"]?["text"]?.string?.contains("gardens") == true)
            }
        }

        @Test("input-required-result-unsupported-methods: lists never ask", arguments: Stage.modern)
        func lists(_ stage: Stage) async throws {
            try await stage.play { client async throws in
                for method in ["tools/list", "prompts/list", "resources/list", "resources/templates/list"] {
                    #expect(try await client.ask(method).result["resultType"] == "complete")
                }
            }
        }

        @Test(
            "input-required-result-capability-check: only what the client can do is asked for",
            arguments: Stage.modern
        )
        func capabilities(_ stage: Stage) async throws {
            try await stage.play { client in
                for name in ["elicitation", "sampling", "roots"] {
                    let declared: JSONValue = .object([name: [:]])
                    let result = try await Self.call("capabilities", of: client, capabilities: declared).result
                    #expect(result["inputRequests"]?.object.map { Array($0.keys) } == [name])
                }
                let refused = try await Self.call("elicitation", of: client, capabilities: ["sampling": [:]])
                #expect(refused.errorCode == -32021)
                #expect(refused.message["error"]?["data"]?["requiredCapabilities"]?["elicitation"] != nil)
            }
        }

        // MARK: The client's side

        /// What a tool says in the end that asks for one thing by a method, and gets this answer.
        private static func text(
            _ tool: String,
            on stage: Stage,
            asking method: JSONValue,
            _ name: String,
            _ answer: JSONValue
        ) async throws -> String {
            var text = ""
            try await stage.play { client in
                let first = try await call(tool, of: client).result
                #expect(first["inputRequests"]?[name]?["method"] == method)
                text =
                    ToolOutcome(result: try await call(tool, of: client, .object([name: answer]), after: first).result)
                    .text
            }
            return text
        }

        private static let confirmed: JSONValue = ["confirm": ["action": "accept", "content": ["ok": true]]]

        private static func name(_ name: String) -> JSONValue {
            ["user_name": ["action": "accept", "content": ["name": .string(name)]]]
        }

        private static func completion(_ text: String) -> JSONValue {
            [
                "role": "assistant", "content": ["type": "text", "text": .string(text)], "model": "test-model",
                "stopReason": "endTurn",
            ]
        }

        /// Calls a tool, after a first round with responses and with the state that came in it.
        private static func call(
            _ tool: String,
            of client: any MCPClient,
            _ responses: JSONValue? = nil,
            after first: JSONValue? = nil,
            capabilities: JSONValue = all,
            judged: Bool = true
        ) async throws -> Reply {
            var params: JSONValue = [
                "name": .string(prefix + tool), "arguments": [:],
                "_meta": [Revision.MetaKey.clientCapabilities: capabilities],
            ]
            params["inputResponses"] = responses
            params["requestState"] = first?["requestState"]
            return try await client.ask("tools/call", params, judged: judged)
        }
    }
}
