import JSONFormat
import MCP
import OrderedCollections

extension FixtureServer {
    /// Tools that cannot go on without the client.
    static let inputRequiredTools: [any ToolHandler] = [
        FixtureTool("test_missing_capability", "Needs the client's model.") { _, context in
            _ = try text(askedFor: "answer", by: .sampling(question("Hello")), context)
            return .said("done")
        },
        FixtureTool("test_streaming_elicitation", "Asks the person in the middle of a call.") { _, context in
            context.progress(1, of: 2)
            return .said("Hello, \(try answer("user_name", "What is your name?", field: "name", context))!")
        },
        FixtureTool("test_input_required_result_elicitation", "Asks for a name.") { _, context in
            .said("Hello, \(try answer("user_name", "What is your name?", field: "name", context))!")
        },
        FixtureTool("test_input_required_result_sampling", "Asks the client's model.") { _, context in
            let capital = try text(
                askedFor: "capital_question",
                by: .sampling(question("What is the capital of France?")),
                context
            )
            return .said(capital)
        },
        FixtureTool("test_input_required_result_list_roots", "Asks for the client's folders.") { _, context in
            guard let response = context.responses["client_roots"] else {
                throw InputRequired(["client_roots": .roots])
            }
            return .said("roots: \(response["roots"] ?? [])")
        },
        FixtureTool("test_input_required_result_request_state", "Remembers by a state.") { _, context in
            guard context.responses["confirm"] != nil else {
                throw InputRequired(["confirm": yesOrNo("Go on?")], state: ["round": 1])
            }
            return .said(context.state == ["round": 1] ? "state-ok" : "state-missing")
        },
        FixtureTool("test_input_required_result_tampered_state", "Refuses a state that was changed.") { _, context in
            guard context.responses["confirm"] != nil, context.state != nil else {
                throw InputRequired(["confirm": yesOrNo("Go on?")], state: ["secret": "kept"])
            }
            return .said("state-ok")
        },
        FixtureTool("test_input_required_result_multiple_inputs", "Asks for three things at once.") { _, context in
            let responses = context.responses
            let requests: OrderedDictionary<String, InputRequest> = [
                "user_name": form("What is your name?", field: "name"),
                "greeting": .sampling(question("Write a greeting.")), "client_roots": .roots,
            ]
            guard requests.keys.allSatisfy({ responses[$0] != nil }) else { throw InputRequired(requests, state: 1) }
            return .said("got \(requests.keys.joined(separator: ", "))")
        },
        FixtureTool("test_input_required_result_multi_round", "Asks twice, one after the other.") { _, context in
            if context.responses["step2"] != nil, context.state == 2 { return .said("Both steps are done.") }
            if context.responses["step1"] != nil, context.state == 1 {
                throw InputRequired(["step2": form("Step 2", field: "value")], state: 2)
            }
            throw InputRequired(["step1": form("Step 1", field: "value")], state: 1)
        },
        FixtureTool("test_input_required_result_capabilities", "Asks only for what the client can.") { _, context in
            let all: OrderedDictionary<String, InputRequest> = [
                "elicitation": yesOrNo("Go on?"), "sampling": .sampling(question("Hello")), "roots": .roots,
            ]
            let possible = all.filter { context.canAsk($0.value) && context.responses[$0.key] == nil }
            guard possible.isEmpty || !context.responses.isEmpty else { throw InputRequired(possible) }
            return .said("done")
        },
    ]

    static func form(_ message: String, field: String) -> InputRequest {
        .elicitation(
            message: message,
            schema: ["type": "object", "properties": [field: ["type": "string"]], "required": [.string(field)]]
        )
    }

    static func yesOrNo(_ message: String) -> InputRequest {
        .elicitation(
            message: message,
            schema: ["type": "object", "properties": ["ok": ["type": "boolean"]], "required": ["ok"]]
        )
    }

    private static func question(_ text: String) -> JSONObject {
        [
            "messages": [["role": "user", "content": ["type": "text", "text": .string(text)]]], "maxTokens": 100,
        ]
    }

    /// What a person wrote into a form; asks where that is not there.
    static func answer(_ key: String, _ message: String, field: String, _ context: RequestContext) throws -> String {
        guard let content = context.responses[key]?["content"], let text = content[field]?.stringValue else {
            throw InputRequired([key: form(message, field: field)])
        }
        return text
    }

    /// What the client's model wrote; asks where that is not there.
    private static func text(
        askedFor key: String,
        by request: InputRequest,
        _ context: RequestContext
    ) throws -> String {
        guard let text = context.responses[key]?["content"]?["text"]?.stringValue else {
            throw InputRequired([key: request])
        }
        return text
    }
}
