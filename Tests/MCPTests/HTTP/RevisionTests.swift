import MCP
import OrderedCollections
import TestSupport
import Testing

@testable import JSONFormat

@Suite("HTTP: which revision a message speaks")
struct RevisionTests {
    private static let version = "io.modelcontextprotocol/protocolVersion"
    private static let capabilities = "io.modelcontextprotocol/clientCapabilities"

    /// One field of the table of header against claim: what comes of `tools/list`.
    struct Case: Sendable, CustomTestStringConvertible {
        let header: String?
        let claim: String?
        let status: Int
        let code: Int64?

        init(_ header: String?, _ claim: String?, _ status: Int, _ code: Int64?) {
            (self.header, self.claim, self.status, self.code) = (header, claim, status, code)
        }

        var testDescription: String { "header \(header ?? "absent"), claim \(claim ?? "none")" }
    }

    static let cases: [Case] = [
        Case(nil, nil, 200, nil), Case(nil, "2026-07-28", 400, -32020), Case(nil, "2099-01-01", 400, -32020),
        Case("2025-11-25", nil, 200, nil), Case("2025-11-25", "2026-07-28", 400, -32020),
        Case("2025-11-25", "2025-11-25", 400, -32022), Case("2025-11-25", "2025-06-18", 400, -32020),
        Case("2026-07-28", nil, 400, -32602), Case("2026-07-28", "2026-07-28", 200, nil),
        Case("2026-07-28", "2099-01-01", 400, -32020), Case("2099-01-01", nil, 400, -32602),
        Case("2099-01-01", "2026-07-28", 400, -32020), Case("2099-01-01", "2099-01-01", 400, -32022),
        Case("2099-01-01", "2098-01-01", 400, -32020),
    ]

    @Test("11: the header against the claim", arguments: cases)
    func matrix(field: Case) async throws {
        try await TestEndpoint.with { server async throws in
            let body: String
            if let claim = field.claim {
                body = Messages.modern("a", "tools/list", meta: [Self.version: .string(claim)])
            } else {
                body = Messages.legacy("a", "tools/list")
            }
            let answer = try await server.ask(
                server.post(body, ["MCP-Protocol-Version": field.header ?? "", "Mcp-Method": "tools/list"])
            )
            #expect(answer.status == field.status)
            #expect(answer.json?["error"]?["code"] == field.code.map(JSON.int))
            #expect(answer.json?["id"] == "a")
            if field.code == -32022 {
                #expect(answer.json?["error"]?["data"]?["requested"]?.stringValue == field.claim)
                #expect(answer.json?["error"]?["data"]?["supported"] == ["2026-07-28"])
            }
            if field.status == 200 {
                #expect((answer.json?["result"]?["resultType"] == "complete") == (field.claim != nil))
            }
        }
    }

    @Test("a header of the stateless revision without a claim: the missing keys are named")
    func missingKeys() async throws {
        try await TestEndpoint.with { server async throws in
            let fields: RawFields = ["MCP-Protocol-Version": "2026-07-28", "Mcp-Method": "tools/list"]
            let bare = try await server.ask(legacy: Messages.legacy(1, "tools/list"), fields)
            #expect(bare.json?["error"]?["message"]?.stringValue?.contains(Self.version) == true)
            #expect(bare.json?["error"]?["message"]?.stringValue?.contains(Self.capabilities) == true)
            let half = Messages.legacy(1, "tools/list", ["_meta": [Self.version: "2026-07-28"]])
            let answer = try await server.ask(legacy: half, fields)
            #expect(answer.status == 400)
            #expect(answer.json?["error"]?["code"] == -32602)
            #expect(answer.json?["error"]?["message"]?.stringValue?.contains(Self.capabilities) == true)
        }
    }

    @Test("the keys go before the headers, and the headers before the revision")
    func order() async throws {
        try await TestEndpoint.with { server async throws in
            let noKeys = Messages.legacy(1, "tools/list", ["_meta": [Self.version: "2099-01-01"]])
            #expect(try await server.ask(legacy: noKeys).json?["error"]?["code"] == -32602)
            let unknown = Messages.modern(1, "tools/list", meta: [Self.version: "2099-01-01"])
            let headers = try await server.ask(legacy: unknown, ["MCP-Protocol-Version": "2099-01-01"])
            #expect(headers.json?["error"]?["code"] == -32020)
        }
    }

    @Test("initialize: shaken with a header of its era, refused with the other, unknown with a claim")
    func initialize() async throws {
        try await TestEndpoint.with { server async throws in
            let shake = Messages.initialize(1, "2025-06-18")
            let answer = try await server.ask(legacy: shake)
            #expect(answer.status == 200)
            #expect(answer.json?["result"]?["protocolVersion"] == "2025-06-18")
            #expect(answer["mcp-session-id"] == nil)
            let mixed = try await server.ask(legacy: shake, ["MCP-Protocol-Version": "2026-07-28"])
            #expect(mixed.status == 400)
            #expect(mixed.json?["error"]?["code"] == -32020)
            let claimed = try await server.ask(server.modern(2, "initialize"))
            #expect(claimed.status == 404)
            #expect(claimed.json?["error"]?["code"] == -32601)
        }
    }

    @Test(
        "methods that the stateless revision does not have are not found",
        arguments: [
            "ping", "logging/setLevel", "resources/subscribe", "resources/unsubscribe", "nope",
        ]
    )
    func removed(method: String) async throws {
        try await TestEndpoint.with { server async throws in
            let modern = try await server.ask(server.modern("x", method))
            #expect(modern.status == 404)
            #expect(modern.json?["error"]?["code"] == -32601)
            #expect(modern.json?["id"] == "x")
        }
    }

    @Test("errors of the work: 200 in both eras; an unknown method is 200 for those who shook hands")
    func handlerErrors() async throws {
        try await TestEndpoint.with { server async throws in
            let unknownTool = try await server.ask(server.modern(1, "tools/call", ["name": "nope"]))
            #expect(unknownTool.status == 200)
            #expect(unknownTool.json?["error"]?["code"] == -32602)
            let legacy = try await server.ask(legacy: Messages.call(1, "nope"))
            #expect(legacy.status == 200)
            #expect(legacy.json?["error"]?["code"] == -32602)
            let unknown = try await server.ask(legacy: Messages.legacy(1, "nope"))
            #expect(unknown.status == 200)
            #expect(unknown.json?["error"]?["code"] == -32601)
            let params = try await server.ask(legacy: #"{"jsonrpc":"2.0","id":1,"method":"ping","params":[]}"#)
            #expect(params.status == 200)
            #expect(params.json?["error"]?["code"] == -32602)
        }
    }

    @Test("a capability that the client lacks is a 400, wherever it is detected")
    func missingCapability() async throws {
        let tool = TestTool("ask") { _, _ in
            throw InputRequired(["q": .roots])
        }
        try await TestEndpoint.with([tool]) { server async throws in
            let answer = try await server.ask(server.modern(1, "tools/call", ["name": "ask"]))
            #expect(answer.status == 400)
            #expect(answer.json?["error"]?["code"] == -32021)
        }
    }

    @Test("a notification is accepted, in every era, and a response of a client that shook hands")
    func accepted() async throws {
        try await TestEndpoint.with { server async throws in
            let notification = #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#
            let cancelled = Messages.cancel(1)
            let response = #"{"jsonrpc":"2.0","id":1,"result":{}}"#
            for version in ["", "2025-03-26", "2025-11-25", "2026-07-28"] {
                for body in [notification, cancelled] {
                    let answer = try await server.ask(legacy: body, ["MCP-Protocol-Version": version])
                    #expect(answer.status == 202)
                    #expect(answer["content-length"] == "0")
                }
                let answer = try await server.ask(legacy: response, ["MCP-Protocol-Version": version])
                #expect(answer.status == (version == "2026-07-28" ? 400 : 202))
            }
            #expect(try await server.ask(legacy: notification, ["MCP-Protocol-Version": "x"]).status == 400)
        }
    }

    @Test("sessions and event ids of older clients are ignored")
    func sessions() async throws {
        try await TestEndpoint.with { server async throws in
            let answer = try await server.ask(
                legacy: Messages.legacy(1, "ping"),
                ["Mcp-Session-Id": "gone", "Last-Event-ID": "7"]
            )
            #expect(answer.status == 200)
        }
    }

    @Test("the header of a client that shook hands shapes what it gets")
    func shape() async throws {
        let tool = TestTool("sound") { _, _ in
            ToolResult(content: [.audio([1, 2, 3], mimeType: "audio/wav")])
        }
        try await TestEndpoint.with([tool]) { server async throws in
            let new = try await server.ask(legacy: Messages.call(1, "sound"), ["MCP-Protocol-Version": "2025-11-25"])
            #expect(new.text.contains(#""type":"audio""#))
            let old = try await server.ask(legacy: Messages.call(1, "sound"), ["MCP-Protocol-Version": "2024-11-05"])
            #expect(!old.text.contains(#""type":"audio""#))
        }
    }
}

@Suite("HTTP: the headers that mirror a message")
struct MirroredHeaderTests {
    private func code(_ extra: RawFields, _ params: JSONObject = ["name": "echo"], method: String = "tools/call")
        async throws -> JSON?
    {
        try await TestEndpoint.with { server async throws in
            let answer = try await server.ask(server.modern(1, method, params, extra))
            let code = answer.json?["error"]?["code"]
            #expect((answer.status == 400) == (code == -32020))
            return code
        }
    }

    @Test("are needed, equal, and there once")
    func needed() async throws {
        #expect(try await code([:]) == nil)
        #expect(try await code(["Mcp-Method": ""]) == -32020)
        #expect(try await code(["Mcp-Method": "tools/list"]) == -32020)
        #expect(try await code(["Mcp-Method": "Tools/call"]) == -32020)
        #expect(try await code(["Mcp-Name": ""]) == -32020)
        #expect(try await code(["Mcp-Name": "Echo"]) == -32020)
        #expect(try await code(["Mcp-Method": "tools/call", "mcp-method": "tools/call"]) == -32020)
        #expect(try await code(["Mcp-Name": "echo", "mcp-name": "echo"]) == -32020)
        #expect(try await code(["MCP-Protocol-Version": "2026-07-28", "mcp-protocol-version": "2026-07-28"]) == -32020)
    }

    @Test("for tasks may leave out the name, and must not name another task")
    func tasks() async throws {
        // There are none on this server: what matters is that the header is not what is wrong.
        for method in ["tasks/get", "tasks/update", "tasks/cancel"] {
            #expect(try await code([:], ["taskId": "t"], method: method) == -32601)
            #expect(try await code(["Mcp-Name": "t"], ["taskId": "t"], method: method) == -32601)
            #expect(try await code(["Mcp-Name": "T"], ["taskId": "t"], method: method) == -32020)
            #expect(try await code(["Mcp-Name": "t", "mcp-name": "t"], ["taskId": "t"], method: method) == -32020)
        }
    }

    @Test("blanks around a value and the case of a name do not matter")
    func lenient() async throws {
        #expect(try await code(["mcp-NAME": " \t echo  "]) == nil)
        #expect(try await code(["MCP-METHOD": " tools/call"]) == nil)
    }

    @Test("a name that a header cannot hold is wrapped, strictly")
    func wrapped() async throws {
        // Unknown tools: what matters is that the header is not what is wrong.
        #expect(try await code(["Mcp-Name": "=?base64?w6k=?="], ["name": "é"]) == -32602)
        #expect(try await code(["Mcp-Name": "=?base64?ZWNobw==?="]) == nil)
        #expect(try await code(["Mcp-Name": "=?base64?ZWNobw?="]) == -32020)
        #expect(try await code(["Mcp-Name": "=?base64?ZWNobx==?="]) == -32020)
        #expect(try await code(["Mcp-Name": "=?BASE64?ZWNobw==?="]) == -32020)
        #expect(try await code(["Mcp-Name": "=?base64?!!!!?="]) == -32020)
        #expect(try await code(["Mcp-Name": "=?base64?/w==?="]) == -32020)
        #expect(try await code(["Mcp-Name": "=?base64?"]) == -32020)
    }

    @Test("methods about nothing in particular need no name")
    func nameless() async throws {
        #expect(try await code([:], [:], method: "tools/list") == nil)
        #expect(try await code([:], [:], method: "server/discover") == nil)
        // The name is missing in the message: that is what is wrong.
        #expect(try await code([:], [:]) == -32602)
    }
}

@Suite("HTTP: batches")
struct HTTPBatchTests {
    private let mixed =
        "["
        + [
            Messages.legacy(1, "ping"), Messages.call("two", "echo", ["n": 2]), Messages.cancel(9),
            Messages.legacy(3, "nope"), "7", #"{"jsonrpc":"2.0","id":5,"result":{}}"#,
        ].joined(separator: ",") + "]"

    @Test("are served to the revision that has them, and to clients that name none", arguments: ["", "2025-03-26"])
    func served(version: String) async throws {
        try await TestEndpoint.with { server async throws in
            let answer = try await server.ask(legacy: mixed, ["MCP-Protocol-Version": version])
            #expect(answer.status == 200)
            guard case .array(let answers)? = answer.json else {
                Issue.record("no array: \(answer.text)")
                return
            }
            #expect(answers.count == 4)
            #expect(answers.first { $0["id"] == "two" }?["result"]?["structuredContent"] == ["n": 2])
            #expect(answers.first { $0["id"] == 3 }?["error"]?["code"] == -32601)
            #expect(answers.first { $0["id"] == nil }?["error"]?["code"] == -32600)
        }
    }

    @Test("of notifications alone are accepted")
    func notifications() async throws {
        try await TestEndpoint.with { server async throws in
            let answer = try await server.ask(legacy: "[\(Messages.cancel(1)),\(Messages.cancel(2))]")
            #expect(answer.status == 202)
        }
    }

    @Test("may hold many calls")
    func many() async throws {
        try await TestEndpoint.with { server async throws in
            let calls = (0..<100).map { Messages.call(.int($0), "echo", ["n": .int($0)]) }
            let answer = try await server.ask(legacy: "[\(calls.joined(separator: ","))]")
            guard case .array(let answers)? = answer.json else {
                Issue.record("no array: \(answer.text)")
                return
            }
            #expect(Set(answers.map { $0["id"] }) == Set((0..<100).map { .int($0) }))
        }
    }

    @Test("have a greatest length")
    func length() async throws {
        try await TestEndpoint.with(batchLimits: .init(messages: 2)) { server async throws in
            let pings = (0..<3).map { Messages.legacy(.int($0), "ping") }
            #expect(try await server.ask(legacy: "[\(pings.prefix(2).joined(separator: ","))]").status == 200)
            #expect(try await server.ask(legacy: "[\(pings.joined(separator: ","))]").status == 400)
        }
    }

    @Test("are refused everywhere else", arguments: ["2024-11-05", "2025-06-18", "2025-11-25", "2026-07-28", "x"])
    func refused(version: String) async throws {
        try await TestEndpoint.with { server async throws in
            let answer = try await server.ask(legacy: mixed, ["MCP-Protocol-Version": version])
            #expect(answer.status == 400)
            #expect(answer.json?["error"]?["code"] == -32600)
        }
    }

    @Test(
        "hold no handshake and nothing of the stateless revision, and not nothing",
        arguments: [
            "[]", "[\(Messages.initialize(1, "2025-03-26"))]", "[\(Messages.modern(1, "tools/list"))]",
        ]
    )
    func contents(body: String) async throws {
        try await TestEndpoint.with { server async throws in
            let answer = try await server.ask(legacy: body)
            #expect(answer.status == 400)
            #expect(answer.json?["error"]?["code"] == -32600)
        }
    }
}
