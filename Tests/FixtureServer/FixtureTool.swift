import JSONFormat
import MCP

/// A tool of the conformance suite: a name and what it answers.
struct FixtureTool: ToolHandler {
    var description: ToolDescription
    private let body: @Sendable (JSONObject, RequestContext) async throws -> ToolResult

    init(
        _ name: String,
        _ text: String,
        properties: JSONObject = [:],
        schema: JSON? = nil,
        taskLifetime: Duration? = nil,
        body: @escaping @Sendable (JSONObject, RequestContext) async throws -> ToolResult
    ) {
        description = ToolDescription(
            name: name,
            title: name,
            description: text,
            annotations: .readOnly,
            inputSchema: schema ?? ["type": "object", "properties": .object(properties)],
            outputSchema: nil
        )
        description.taskLifetime = taskLifetime
        self.body = body
    }

    func call(arguments: JSONObject, context: RequestContext) async throws -> ToolResult {
        try await body(arguments, context)
    }
}

extension ToolResult {
    static func said(_ text: String) -> ToolResult { ToolResult(content: [.text(text)]) }
}

extension FixtureServer {
    static let contentTools: [any ToolHandler] = [
        FixtureTool("test_simple_text", "Answers text.") { _, _ in
            .said("This is a simple text response for testing.")
        },
        FixtureTool("test_image_content", "Answers a picture.") { _, _ in
            ToolResult(content: [.image(image, mimeType: "image/png")])
        },
        FixtureTool("test_audio_content", "Answers a sound.") { _, _ in
            ToolResult(content: [.audio(sound, mimeType: "audio/wav")])
        },
        FixtureTool("test_embedded_resource", "Answers a resource.") { _, _ in
            let text = "This is an embedded resource content."
            let contents = ResourceContents(uri: "test://embedded-resource", mimeType: "text/plain", .text(text))
            return ToolResult(content: [.resource(contents)])
        },
        FixtureTool("test_multiple_content_types", "Answers a text, a picture and a resource.") { _, _ in
            let contents = ResourceContents(
                uri: "test://mixed-content-resource",
                mimeType: "application/json",
                .text("{\"test\":\"data\",\"value\":123}")
            )
            return ToolResult(content: [
                .text("Multiple content types test:"), .image(image, mimeType: "image/png"), .resource(contents),
            ])
        },
        FixtureTool("test_error_handling", "Fails.") { _, _ in
            throw ToolError("This tool intentionally returns an error for testing")
        },
        FixtureTool(
            "json_schema_2020_12_tool",
            "Has a schema with the keywords of JSON Schema 2020-12.",
            schema: [
                "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
                "$defs": [
                    "address": [
                        "$anchor": "addressDef", "type": "object",
                        "properties": ["street": ["type": "string"], "city": ["type": "string"]],
                    ]
                ],
                "properties": [
                    "name": ["type": "string"], "address": ["$ref": "#/$defs/address"],
                    "contactMethod": ["type": "string", "enum": ["phone", "email"]],
                    "phone": ["type": "string"], "email": ["type": "string"],
                ],
                "allOf": [["anyOf": [["required": ["phone"]], ["required": ["email"]]]]],
                "if": ["properties": ["contactMethod": ["const": "phone"]], "required": ["contactMethod"]],
                "then": ["required": ["phone"]], "else": ["required": ["email"]],
                "additionalProperties": false,
            ]
        ) { _, _ in .said("ok") },
    ]

    static let interactionTools: [any ToolHandler] = [
        FixtureTool("test_tool_with_progress", "Reports progress.") { _, context in
            for done in [0.0, 50, 100] {
                context.progress(done, of: 100, message: "Completed step \(Int(done)) of 100")
                // Reports that come faster than clients care to see are dropped.
                try await Task.sleep(for: .milliseconds(120))
            }
            return .said("done")
        },
        FixtureTool("test_tool_with_logging", "Sends log messages.") { _, context in
            for message in ["Tool execution started", "Tool processing data", "Tool execution completed"] {
                context.log(.info, message, logger: "test_tool_with_logging")
                try await Task.sleep(for: .milliseconds(50))
            }
            return .said("Tool with logging executed successfully")
        },
        FixtureTool("test_logging_tool", "Sends a log message to who asks for it.") { _, context in
            context.log(.info, "A log message", logger: "test_logging_tool")
            return .said("done")
        },
        FixtureTool("test_wait", "Waits for some seconds.", properties: ["seconds": ["type": "number"]]) {
            arguments,
            context in
            let seconds: Double =
                switch arguments["seconds"] ?? .null {
                case .int(let seconds): Double(seconds)
                case .double(let seconds): seconds
                default: 1
                }
            try await Task.sleep(for: .seconds(min(max(seconds, 0), 60)))
            return .said("waited")
        },
    ]

    static func triggerTools(hub: ChangeHub) -> [any ToolHandler] {
        [
            FixtureTool("test_trigger_tool_change", "Tells that the list of tools has changed.") { _, _ in
                hub.publish(.tools)
                return .said("told")
            },
            FixtureTool("test_trigger_prompt_change", "Tells that the list of prompts has changed.") { _, _ in
                hub.publish(.prompts)
                return .said("told")
            },
            FixtureTool("test_trigger_resource_change", "Tells that the watched resource has changed.") { _, _ in
                hub.publish(.resource(uri: FixtureResources.watched))
                return .said("told")
            },
        ]
    }
}
