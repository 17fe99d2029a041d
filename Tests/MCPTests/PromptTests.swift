import MCP
import OrderedCollections
import Testing

@testable import JSONFormat

private struct Greeting: Prompt {
    let description = PromptDescription(
        name: "greet",
        title: "Greet",
        description: "Greets somebody.",
        arguments: [
            .init(name: "name", description: "Whom.", isRequired: true), .init(name: "tone", description: "How."),
        ]
    )

    func messages(_ arguments: [String: String], context: RequestContext) async throws -> [PromptMessage] {
        if arguments["tone"] == "rude" { throw ToolError("tone must be kind") }
        return [
            PromptMessage(.user, .text("Hello, \(arguments["name"] ?? "")!")),
            PromptMessage(.assistant, .audio([1, 2], mimeType: "audio/wav")),
        ]
    }

    func complete(_ completion: CompletionRequest) async throws -> Completion {
        Completion(
            ["kind", "kinder for \(completion.others["name"] ?? "all")"].filter { $0.hasPrefix(completion.value) }
        )
    }
}

@Suite("Prompts")
struct PromptTests {
    private static func answers(_ lines: [String]) async throws -> [JSON] {
        try await StdioClient.transcript(of: lines, configure: { $0.prompts = [Greeting()] })
            .sorted { "\($0["id"] ?? 0)" < "\($1["id"] ?? 0)" }
    }

    @Test("they are listed with their arguments")
    func lists() async throws {
        let answers = try await Self.answers([Messages.legacy(1, "prompts/list")])
        let expected: JSON = [
            "prompts": [
                [
                    "name": "greet", "title": "Greet", "description": "Greets somebody.",
                    "arguments": [
                        ["name": "name", "description": "Whom.", "required": true],
                        ["name": "tone", "description": "How.", "required": false],
                    ],
                ]
            ]
        ]
        #expect(answers[0]["result"] == expected)
    }

    @Test("one is filled in, in the form of the revision")
    func fills() async throws {
        let get: JSONObject = ["name": "greet", "arguments": ["name": "Ada"]]
        let modern = try await Self.answers([Messages.modern(1, "prompts/get", get)])
        #expect(
            modern[0]["result"]?["messages"] == [
                ["role": "user", "content": ["type": "text", "text": "Hello, Ada!"]],
                ["role": "assistant", "content": ["type": "audio", "data": "AQI=", "mimeType": "audio/wav"]],
            ]
        )
        // The oldest revision has no sound.
        let oldest = try await Self.answers([
            Messages.initialize(1, "2024-11-05"), Messages.legacy(2, "prompts/get", get),
        ])
        if case .array(let messages)? = oldest[1]["result"]?["messages"] {
            #expect(messages[1]["content"]?["type"] == "text")
        }
    }

    @Test(
        "what cannot be filled in is an invalid parameter, and the text names it",
        arguments: [
            (["name": "none"], "none"), (["name": "greet"], "name"),
            (["name": "greet", "arguments": ["name": 7]], "name"),
            (["name": "greet", "arguments": ["name": "a", "colour": "red"]], "colour"),
            (["name": "greet", "arguments": ["name": "a", "tone": "rude"]], "kind"),
            (["name": "greet", "arguments": 7], "arguments"), ([:], "name"),
        ] as [(JSONObject, String)]
    )
    func refuses(_ params: JSONObject, _ word: String) async throws {
        let answers = try await Self.answers([Messages.legacy(1, "prompts/get", params)])
        #expect(answers[0]["error"]?["code"] == -32602)
        #expect(answers[0]["error"]?["message"]?.stringValue?.contains(word) == true)
    }

    @Test("an argument is completed, with the others in mind")
    func completes() async throws {
        let answers = try await Self.answers([
            Messages.legacy(
                1,
                "completion/complete",
                [
                    "ref": ["type": "ref/prompt", "name": "greet"], "argument": ["name": "tone", "value": "kinder"],
                    "context": ["arguments": ["name": "Ada"]],
                ]
            )
        ])
        #expect(answers[0]["result"]?["completion"]?["values"] == ["kinder for Ada"])
    }
}
