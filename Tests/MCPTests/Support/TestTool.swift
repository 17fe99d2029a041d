import MCP

@testable import JSONFormat

/// A tool made of a closure.
struct TestTool: ToolHandler {
    var description: ToolDescription
    private let body: @Sendable (JSONObject, RequestContext) async throws -> ToolResult

    init(
        _ name: String,
        annotations: ToolAnnotations = .readOnly,
        _ body: @escaping @Sendable (JSONObject, RequestContext) async throws -> ToolResult
    ) {
        description = ToolDescription(
            name: name,
            title: "The tool \(name)",
            description: "Does \(name).",
            annotations: annotations,
            inputSchema: ["type": "object", "properties": [:]],
            outputSchema: ["type": "object", "properties": [:]]
        )
        self.body = body
    }

    func call(arguments: JSONObject, context: RequestContext) async throws -> ToolResult {
        try await body(arguments, context)
    }

    /// Gives its arguments back.
    static let echo = TestTool("echo") { arguments, _ in ToolResult(structuredContent: arguments) }

    /// The tool `hold`, which says "done" once it is released.
    static func hold(started: Event = Event(), until release: Event) -> TestTool {
        TestTool("hold") { _, _ in
            started.happen()
            try await release.wait()
            return ToolResult(content: [.text("done")])
        }
    }

    /// The tool `hang`, which reports a progress of 1 and goes on until it is cancelled.
    static func hang(started: Event = Event(), stopped: Event = Event()) -> TestTool {
        TestTool("hang") { _, context in
            context.progress(1)
            started.happen()
            defer { stopped.happen() }
            try await Event().wait()
            return ToolResult()
        }
    }
}

/// Something that happens once and can be waited for.
struct Event: Sendable {
    private let pipe = AsyncStream<Never>.makeStream()

    func happen() { pipe.continuation.finish() }

    /// Waits until it has happened; throws when the waiting task is cancelled first.
    func wait() async throws {
        for await _ in pipe.stream {}
        try Task.checkCancellation()
    }
}
