import MCP
import Testing

@testable import JSONFormat

@Suite("The stateless revision 2026-07-28")
struct StatelessTests {
    static let mark: JSON = ["io.modelcontextprotocol/serverInfo": Messages.serverInfo]

    @Test("discovery tells versions, capabilities and instructions, and may be cached")
    func discovery() async throws {
        let answers = try await StdioClient.transcript(of: [Messages.modern("d1", "server/discover")])
        #expect(
            answers == [
                [
                    "jsonrpc": "2.0", "id": "d1",
                    "result": [
                        "resultType": "complete", "supportedVersions": ["2026-07-28"], "capabilities": ["tools": [:]],
                        "instructions": "Call echo.", "ttlMs": 3_600_000, "cacheScope": "public", "_meta": Self.mark,
                    ],
                ]
            ]
        )
    }

    @Test("a list is marked and may be cached; a call is marked")
    func marks() async throws {
        let answers = try await StdioClient.transcript(of: [
            Messages.modern(1, "tools/list"), Messages.modern(2, "tools/call", ["name": "echo"]),
        ]).byID
        #expect(
            answers.map { $0["result"]?.objectValue.map { Array($0.keys) } } == [
                ["resultType", "tools", "ttlMs", "cacheScope", "_meta"],
                ["resultType", "content", "structuredContent", "isError", "_meta"],
            ]
        )
        #expect(answers.allSatisfy { $0["result"]?["_meta"] == Self.mark && $0["result"]?["resultType"] == "complete" })
    }

    @Test(
        "methods it removed or never had are unknown",
        arguments: [
            "ping", "logging/setLevel", "resources/subscribe", "resources/unsubscribe", "resources/list",
            "resources/templates/list", "prompts/list", "tasks/list", "nonsense", "",
        ]
    )
    func removed(method: String) async throws {
        let answers = try await StdioClient.transcript(of: [Messages.modern(1, method)])
        #expect(answers.map { $0["error"]?["code"] } == [-32601])
    }

    @Test("another version is refused with what is supported and what was asked")
    func unsupported() async throws {
        for version in ["2099-01-01", "2025-11-25", ""] {
            let answers = try await StdioClient.transcript(of: [
                Messages.modern(
                    3,
                    "tools/list",
                    meta: ["io.modelcontextprotocol/protocolVersion": .string(version)]
                )
            ])
            #expect(
                answers == [
                    [
                        "jsonrpc": "2.0", "id": 3,
                        "error": [
                            "code": -32022, "message": "Unsupported protocol version",
                            "data": ["supported": ["2026-07-28"], "requested": .string(version)],
                        ],
                    ]
                ]
            )
        }
    }

    static let badEnvelopes: [JSONObject] = [
        ["io.modelcontextprotocol/protocolVersion": 20_260_728],
        ["io.modelcontextprotocol/protocolVersion": .null],
        ["io.modelcontextprotocol/clientCapabilities": .null],
        ["io.modelcontextprotocol/clientCapabilities": []],
        ["io.modelcontextprotocol/clientCapabilities": "all"],
        // The envelope is looked at before the version.
        ["io.modelcontextprotocol/clientCapabilities": .null, "io.modelcontextprotocol/protocolVersion": "2099-01-01"],
    ]

    @Test("an incomplete envelope is refused", arguments: badEnvelopes)
    func envelope(meta: JSONObject) async throws {
        let answers = try await StdioClient.transcript(of: [Messages.modern(1, "server/discover", meta: meta)])
        #expect(answers.map { $0["error"]?["code"] } == [-32602])
    }

    @Test("an envelope without capabilities is refused, one without client information is served")
    func missing() async throws {
        let version: JSON = ["io.modelcontextprotocol/protocolVersion": "2026-07-28"]
        let both: JSON = [
            "io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": [:],
        ]
        let answers = try await StdioClient.transcript(of: [
            Messages.legacy(1, "server/discover", ["_meta": version]),
            Messages.legacy(2, "server/discover", ["_meta": both]),
        ])
        #expect(answers[0]["error"]?["code"] == -32602)
        #expect(answers[1]["result"]?["resultType"] == "complete")
    }

    @Test("one pipe serves both eras in any order: each request is taken for what it says")
    func mixed() async throws {
        let answers = try await StdioClient.transcript(of: [
            Messages.modern(1, "server/discover"), Messages.initialize(2, "2025-06-18"),
            Messages.legacy(3, "tools/list"), Messages.modern(4, "tools/list"), Messages.legacy(5, "ping"),
            Messages.legacy(6, "server/discover"), Messages.legacy(7, "tools/list", ["_meta": ["progressToken": 1]]),
        ]).byID
        let types = answers.map { $0["result"]?["resultType"] }
        #expect(types == ["complete", nil, nil, "complete", nil, nil, nil])
        #expect(answers.map { $0["error"]?["code"] } == [nil, nil, nil, nil, nil, -32601, nil])
    }
}
