import MCP
import Testing

@testable import JSONFormat

private struct Greeting: Prompt {
    static let definition = PromptDefinition(name: "greet", title: "Greet", description: "Greets somebody.")

    enum Tone: String, CaseIterable, ArgumentValue { case kind, kindest, rude }

    struct Input: ToolInput {
        @Argument("Whom.", .length(1...100)) var name: String
        @Argument("How.") var tone: Tone = .kind
        @Argument("How often.", .range(1...12)) var times: Int32 = 1
        @Argument("Whether to shout.") var loud: Bool?
        @Argument("On which occasion.") var occasion: String?
    }

    func messages(_ input: Input, context: RequestContext) async throws -> [PromptMessage] {
        if input.tone == .rude { throw ToolError("tone must be kind") }
        let text = Array(repeating: "Hello, \(input.name)!", count: Int(input.times)).joined(separator: " ")
        return [
            PromptMessage(.user, .text(input.loud == true ? text.uppercased() : text)),
            PromptMessage(.assistant, .audio([1, 2], mimeType: "audio/wav")),
        ]
    }

    func complete(_ completion: CompletionRequest) async throws -> Completion? {
        guard completion.argument == "occasion" else { return nil }
        return Completion(["birthday of \(completion.others["name"] ?? "all")"])
    }
}

private struct Thanks: Prompt {
    static let definition = PromptDefinition(name: "thank", title: "Thank", description: "Thanks everybody.")

    func messages(_ input: NoArguments, context: RequestContext) async throws -> [PromptMessage] {
        [PromptMessage(.user, .text("Thanks!"))]
    }
}

@Suite("Prompts")
struct PromptTests {
    private static func answers(_ lines: [String]) async throws -> [JSON] {
        try await StdioClient.transcript(of: lines, configure: { $0.prompts = [Greeting().handler, Thanks().handler] })
            .byID
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
                        [
                            "name": "tone",
                            "description": #"How. Must be one of "kind", "kindest", "rude"; kind if not given."#,
                            "required": false,
                        ],
                        [
                            "name": "times",
                            "description": "How often. Must be an integer from 1 to 12; 1 if not given.",
                            "required": false,
                        ],
                        ["name": "loud", "description": "Whether to shout. Must be true or false.", "required": false],
                        ["name": "occasion", "description": "On which occasion.", "required": false],
                    ],
                ],
                ["name": "thank", "title": "Thank", "description": "Thanks everybody.", "arguments": []],
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
        "text is taken as what its argument is, and what a form left empty as nothing",
        arguments: [
            (["times": "2"], "Hello, Ada! Hello, Ada!"), (["loud": "true"], "HELLO, ADA!"),
            (["times": "", "tone": "", "loud": "", "occasion": ""], "Hello, Ada!"), (["name": "7"], "Hello, 7!"),
            (["times": .null, "occasion": .null], "Hello, Ada!"),
        ] as [(JSONObject, String)]
    )
    func decodes(_ given: JSONObject, _ text: String) async throws {
        let arguments = (["name": "Ada"] as JSONObject).merging(given)
        let get: JSONObject = ["name": "greet", "arguments": .object(arguments)]
        let answers = try await Self.answers([Messages.modern(1, "prompts/get", get)])
        guard case .array(let messages)? = answers[0]["result"]?["messages"] else {
            Issue.record("no messages: \(answers)")
            return
        }
        #expect(messages[0]["content"]?["text"] == .string(text))
    }

    @Test(
        "what cannot be filled in is an invalid parameter, and the text names it",
        arguments: [
            (["name": "none"], "none"), (["name": "greet"], "name"),
            (["name": "greet", "arguments": ["name": 7]], "name"),
            (["name": "greet", "arguments": ["name": "a", "colour": "red"]], "colour"),
            (["name": "greet", "arguments": ["name": "a", "tone": "rude"]], "tone must be kind"),
            (["name": "greet", "arguments": ["name": "a", "times": "13"]], "times must be an integer from 1 to 12"),
            (["name": "greet", "arguments": ["name": "a", "times": "often"]], "times must be an integer"),
            (["name": "greet", "arguments": ["name": "a", "tone": "odd"]], #"tone must be one of "kind""#),
            (["name": "greet", "arguments": ["name": ""]], "name must be text of 1 to 100 characters"),
            (["name": "thank", "arguments": ["name": "a"]], "no arguments are expected"),
            (["name": "greet", "arguments": 7], "arguments"), ([:], "name"),
        ] as [(JSONObject, String)]
    )
    func refuses(_ params: JSONObject, _ word: String) async throws {
        let answers = try await Self.answers([Messages.legacy(1, "prompts/get", params)])
        #expect(answers[0]["error"]?["code"] == -32602)
        #expect(answers[0]["error"]?["message"]?.stringValue?.contains(word) == true)
    }

    @Test(
        "an argument is completed from its declaration, the default first, or by the prompt itself",
        arguments: [
            ("tone", "", ["kind", "kindest", "rude"]), ("tone", "kinde", ["kindest"]),
            ("times", "1", ["1", "10", "11", "12"]), ("loud", "t", ["true"]), ("name", "", []), ("none", "", []),
            ("occasion", "", ["birthday of Ada"]),
        ] as [(String, String, [JSON])]
    )
    func completes(_ argument: String, _ value: String, _ expected: [JSON]) async throws {
        let answers = try await Self.answers([
            Messages.legacy(
                1,
                "completion/complete",
                [
                    "ref": ["type": "ref/prompt", "name": "greet"],
                    "argument": ["name": .string(argument), "value": .string(value)],
                    "context": ["arguments": ["name": "Ada"]],
                ]
            )
        ])
        #expect(answers[0]["result"]?["completion"]?["values"] == .array(expected))
    }
}
