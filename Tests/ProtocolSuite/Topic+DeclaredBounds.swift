import TestSupport
import Testing

extension Topic {
    static let declaredBounds = Topic("Declared bounds") {
        Rule("a value at a declared bound is taken, and one past it is refused by the name of its argument") { server in
            // The calls delete and change what they find.
            try await TestServer.inFreshHome(server.name) { fresh in
                try await fresh.overStdio { try await tryBounds($0) }
                try await fresh.overHTTP { try await tryBounds($0) }
            }
        }

        Rule("the same holds over REST, whose answer says which of them it was") { server in
            try await TestServer.inFreshHome(server.name) { fresh in
                try await fresh.overHTTP { client async throws in
                    let tools = try await client.tools()
                    // What they ask elsewhere may not be set up.
                    let asking = tools.filter { $0["annotations"]?["openWorldHint"] == true }
                        .compactMap { $0["name"]?.string }
                    for bound in tools.flatMap(DeclaredBound.all) {
                        let edge = try await client.post(bound, bound.edge)
                        #expect(!edge.text.contains("\(bound.argument) must be"), "\(bound): \(edge.text.prefix(300))")
                        let isUnavailable = edge.status == 503 && asking.contains(bound.tool)
                        #expect(
                            edge.status != 413 && (edge.status < 500 || isUnavailable),
                            "\(bound): \(edge.text.prefix(300))"
                        )
                        guard let arguments = bound.past else { continue }
                        let past = try await client.post(bound, arguments)
                        #expect(past.status == 400, "\(bound): \(past.text.prefix(300))")
                        #expect(past.text.contains("\(bound.argument) must be"), "\(bound): \(past.text.prefix(300))")
                    }
                }
            }
        }
    }

    private static func tryBounds(_ client: some MCPClient) async throws {
        for bound in try await client.tools().flatMap(DeclaredBound.all) {
            let edge = try await client.outcome(of: bound.edge, to: bound.tool)
            #expect(!edge.text.contains("\(bound.argument) must be"), "\(bound): \(edge.text.prefix(300))")
            for fault in ["database failed", "error inside the server"] {
                #expect(!edge.text.contains(fault), "\(bound): \(edge.text.prefix(300))")
            }
            guard let arguments = bound.past else { continue }
            let past = try await client.outcome(of: arguments, to: bound.tool)
            #expect(past.isError, "\(bound)")
            #expect(past.text.contains("\(bound.argument) must be"), "\(bound): \(past.text.prefix(300))")
        }
    }
}

extension MCPClient {
    /// What came of a call. The schema of the protocol says nothing of its arguments.
    fileprivate func outcome(of arguments: JSONValue, to tool: String) async throws -> ToolOutcome {
        let params: JSONValue = ["name": .string(tool), "arguments": arguments]
        return ToolOutcome(result: try await ask("tools/call", params, judged: false).result)
    }
}

extension StreamableHTTPClient {
    fileprivate func post(_ bound: DeclaredBound, _ arguments: JSONValue) async throws -> HTTPAnswer {
        let body = try arguments.serialized
        return try await fetch("POST", "\(origin)/api/v1/tools/\(bound.tool)", headers: [:], body: body)
    }
}
