import Glibc
import TestSupport
import Testing

@testable import JSONFormat
@testable import MCP

/// PADDLE_FUZZ_MESSAGES in the environment asks for more than what every run of the tests tries, as in
/// `PADDLE_FUZZ_MESSAGES=1000000 scripts/test --filter FuzzTests`.
@Suite("Mutated messages")
struct FuzzTests {
    /// How many messages one test tries at once.
    private static let round = 5000
    private static let rounds: Int = {
        let asked = environmentVariable("PADDLE_FUZZ_MESSAGES").flatMap { Int($0) } ?? 0
        return max(4, (asked + round - 1) / round)
    }()

    static let corpus: [[UInt8]] = [
        Messages.initialize(1, "2025-06-18"), Messages.legacy(2, "ping"), Messages.legacy("three", "tools/list"),
        Messages.call(4, "echo", ["text": "é \u{1F600} \\ \"x\"", "n": [1, -2.5e3, true, .null]], token: 5),
        Messages.call("6", "fail", ["deep": [[[[["x"]]]]]]), Messages.legacy(7, "resources/templates/list"),
        Messages.modern(8, "server/discover"), Messages.modern("nine", "tools/list", ["cursor": .null]),
        Messages.modern(10, "tools/call", ["name": "echo", "arguments": ["a": 1]], meta: ["progressToken": "t"]),
        Messages.legacy(12, "resources/list", ["cursor": "eyJ2IjoxfQ=="]),
        Messages.modern(13, "resources/read", ["uri": "test://x"]),
        Messages.legacy(14, "resources/subscribe", ["uri": "u"]),
        Messages.modern(15, "prompts/get", ["name": "p", "arguments": ["a": "b"]]),
        Messages.legacy(
            16,
            "completion/complete",
            ["ref": ["type": "ref/prompt", "name": "p"], "argument": ["name": "a", "value": "v"]]
        ),
        Messages.modern(
            17,
            "tools/call",
            ["name": "echo", "inputResponses": ["a": [:]], "requestState": "v1.e30.e30"]
        ),
        #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#, #"{"jsonrpc":"2.0","id":11,"result":{"x":[]}}"#,
    ].map { Array($0.utf8) }

    /// What a client expects of a line: an answer to each of these ids.
    static func awaitedIDs(_ line: [UInt8]) -> [JSON] {
        switch try? JSON(parsing: line) {
        case .array(let messages)?: messages.compactMap(awaitedID)
        case let message?: [message].compactMap(awaitedID)
        case nil:
            EnvelopeScanner(line.span).requestIDs.compactMap { try? JSON(parsing: $0.description, within: .stored) }
        }
    }

    private static func awaitedID(_ message: JSON) -> JSON? {
        guard message["method"] != nil else { return nil }
        switch message["id"] {
        case .int, .double, .number, .string: return message["id"]
        default: return nil
        }
    }

    @Test(
        "each request whose id can be read has exactly one well-formed answer, and nothing else has any",
        arguments: 1...rounds
    )
    func mutations(seed: Int) async throws {
        var mutator = Mutator(seed: UInt64(seed))
        let lines = (0..<Self.round).map { _ in mutator.mutation(of: Self.corpus) }
        let tools = [
            TestTool.echo,
            TestTool("fail") { _, context in
                context.progress(1)
                throw ToolError("no")
            },
        ]
        let messages = try await StdioClient.with(tools, configure: Self.configure) { client in
            try await client.send(Array(lines.joined(separator: [UInt8(ascii: "\n")])) + [UInt8(ascii: "\n")])
            try await client.send(Messages.legacy("the end", "ping") + "\n")
            client.closeInput()
            return try await client.rest()
        }

        var due: [JSON: Int] = ["the end": 1]
        for id in lines.flatMap(Self.awaitedIDs) { due[id, default: 0] += 1 }
        for message in messages {
            #expect(message["jsonrpc"] == "2.0")
            if message["method"] != nil {
                #expect(message["method"] == "notifications/progress" && message["id"] == nil)
                continue
            }
            #expect((message["result"] == nil) != (message["error"] == nil))
            if let error = message["error"] {
                #expect([-32700, -32600, -32601, -32602, -32022, -32002].contains(error["code"]))
                #expect(error["message"]?.stringValue != nil)
            }
            due[try #require(message["id"]), default: 0] -= 1
        }
        #expect(due.filter { $0.value != 0 } == [:])
    }

    @Test("over HTTP each has one answer, in JSON, whatever the headers say", arguments: 1...max(1, rounds / 10))
    func mutationsOverHTTP(seed: Int) async throws {
        let versions = ["", "2025-03-26", "2025-11-25", "2026-07-28", "2026-07-29", "1", "2026-07-28, 2026-07-28"]
        let methods = ["", "tools/call", "tools/list", "ping", "resources/read", "=?base64?cGluZw==?=", "=?base64?%?="]
        try await TestEndpoint.with(describe: Self.configure) { server async throws in
            var mutator = Mutator(seed: UInt64(seed) << 32)
            var random = SeededGenerator(seed: UInt64(seed))
            var connection = try server.connect()
            for _ in 0..<500 {
                let body = mutator.mutation(of: Self.corpus)
                let fields: RawFields = [
                    "MCP-Protocol-Version": versions.randomElement(using: &random) ?? "",
                    "Mcp-Method": methods.randomElement(using: &random) ?? "",
                    "Mcp-Name": ["", "echo", "test://x"].randomElement(using: &random) ?? "",
                    "Content-Length": String(body.count),
                ]
                try await connection.send(Array(server.post("", fields).utf8) + body)
                let answer = try await connection.answer()
                #expect([200, 202, 400, 404].contains(answer.status))
                if answer.status == 202 {
                    #expect(answer.body.isEmpty)
                } else if answer["content-type"] == "text/event-stream" {
                    #expect(answer.text.contains("data: {\"jsonrpc\":\"2.0\""))
                } else {
                    #expect(
                        answer.json?["jsonrpc"] == "2.0" || answer.json?["error"] != nil
                            || answer.body.first == UInt8(ascii: "[")
                    )
                }
                if answer["connection"] == "close" { connection = try server.connect() }
            }
        }
    }

    private struct Words: PromptHandler {
        let description = PromptDescription(
            name: "p",
            title: "P",
            description: "P",
            arguments: [.init(name: "a", description: "A")]
        )
        func messages(_ arguments: [String: String], context: RequestContext) async throws -> [PromptMessage] {
            [PromptMessage(.user, .text("a"))]
        }
    }

    private struct One: ResourceProvider {
        func list(after position: String?, limit: Int, context: RequestContext) async throws -> ResourcePage {
            guard position == nil else { throw InvalidPosition() }
            return ResourcePage([Resource(uri: "test://x", name: "x")])
        }
        func read(_ uri: String, context: RequestContext) async throws -> [ResourceContents]? {
            uri == "test://x" ? [ResourceContents(uri: uri, .text("x"))] : nil
        }
    }

    @Sendable private static func configure(_ description: inout ServerDescription) {
        description.prompts = [Words()]
        description.resources = [One()]
        description.changes.resources = true
    }
}
