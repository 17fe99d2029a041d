import JSONFormat
import MCP
import OrderedCollections

extension FixtureServer {
    /// Tools of the scenarios on tasks. Those that take longer than a call waits become tasks.
    static let taskTools: [any ToolHandler] = [
        long("greet", "Greets at once.", properties: ["name": ["type": "string"]]) { arguments, _ in
            .said("Hello, \(arguments["name"]?.stringValue ?? "nobody")!")
        },
        long(
            "slow_compute",
            "Computes for some seconds.",
            properties: ["seconds": ["type": "number"], "label": ["type": "string"]]
        ) { arguments, context in
            let label = arguments["label"]?.stringValue ?? "nothing"
            context.progress(0, of: 1, message: "computing \(label)")
            try await Task.sleep(for: .seconds(arguments["seconds"]?.number ?? 1))
            return .said("computed \(label)")
        },
        long("failing_job", "Fails after a while.") { _, _ in
            try await takeAWhile()
            throw ToolError("The job failed, as it was meant to.")
        },
        long("protocol_error_job", "Breaks off after a while.") { _, _ in
            try await takeAWhile()
            throw RPCError.internalError("The job broke off, as it was meant to.")
        },
        long("confirm_delete", "Asks after a while.", properties: ["filename": ["type": "string"]]) {
            arguments,
            context in
            let name = arguments["filename"]?.stringValue ?? "a file"
            if context.responses.isEmpty { try await takeAWhile() }
            try context.confirm("This deletes \(name).", otherwise: "A client that can ask is needed.")
            return .said("Deleted \(name)")
        },
        long("multi_input", "Asks two things after a while.") { _, context in
            let requests: OrderedDictionary<String, InputRequest> = [
                "name": form("What is your name?", field: "name"),
                "color": form("Which color do you like?", field: "color"),
            ]
            guard context.responses.count == requests.count else {
                try await takeAWhile()
                throw InputRequired(requests)
            }
            let answers = requests.keys.map { context.responses[$0]?["content"]?[$0]?.stringValue ?? "nobody" }
            return .said("\(answers[0]) likes \(answers[1])")
        },
        long("test_tool_with_task", "Asks first, and then takes a while.") { _, context in
            guard let name = context.responses["user_name"]?["content"]?["name"]?.stringValue else {
                throw InputRequired(["user_name": form("What is your name?", field: "name")])
            }
            try await takeAWhile()
            return .said("Hello, \(name), from the task!")
        },
        long("task_only_job", "Needs a client that takes tasks.") { _, context in
            guard context.declaresTasks else { throw RPCError.missingExtension(Extension.tasks) }
            try await takeAWhile()
            return .said("done")
        },
    ]

    /// Longer than a call waits by default.
    private static func takeAWhile() async throws { try await Task.sleep(for: .seconds(3)) }

    private static func long(
        _ name: String,
        _ text: String,
        properties: JSONObject = [:],
        body: @escaping @Sendable (JSONObject, RequestContext) async throws -> ToolResult
    ) -> FixtureTool {
        FixtureTool(name, text, properties: properties, taskLifetime: .seconds(86_400), body: body)
    }
}

extension JSON {
    fileprivate var number: Double? {
        switch self {
        case .int(let number): Double(number)
        case .double(let number): number
        default: nil
        }
    }
}
