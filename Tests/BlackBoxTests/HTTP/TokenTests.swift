import Foundation
import Glibc
import TestSupport
import Testing

extension BlackBox.OverHTTP {
    @Suite("Tokens")
    struct TokenTests {
        private static let reader = "reader-\(UUID().uuidString)"
        private static let writer = "writer-\(UUID().uuidString)"

        @Test("without a token, and with a wrong one, nothing is served but whether the server lives")
        func withoutToken() async throws {
            let token = UUID().uuidString
            try await server(settings: ["MCP_AUTH_TOKEN": token]).run(nil) { client in
                for wrong in [nil, "Bearer \(token)x", "Basic \(token)", token] as [String?] {
                    let answer = try await client.post(
                        #"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#,
                        headers: ["Authorization": wrong]
                    )
                    #expect(answer.status == 401, "\(wrong ?? "none")")
                    #expect(answer.head["www-authenticate"]?.hasPrefix("Bearer") == true)
                    #expect(try answer.json.object != nil)
                    #expect(try await client.get("/metrics", headers: ["Authorization": wrong]).status == 401)
                }
                #expect(try await client.get("/healthz").status == 200)
                await client.use(token: token)
                try await client.open(.r20251125)
                try await client.open(.r20260728)
                #expect(try await client.get("/metrics").status == 200)
                #expect(ServerLog.current?.text.contains(token) == false)
            }
        }

        @Test("tools/list shows only what the scopes of the token allow, and the rest is refused with 403")
        func scopes() async throws {
            try await withTemporaryFolder { folder in
                let file = folder.appending(path: "tokens")
                try writeSecret("ann read \(Self.reader)\nbob read,write \(Self.writer)\n", to: file)
                try await server(settings: ["MCP_AUTH_TOKEN_FILE": file.path]).run(nil) { client in
                    await client.use(token: Self.writer)
                    try await client.open(.r20260728)
                    #expect(try await tools(of: client).contains("delete_document"))

                    await client.use(token: Self.reader)
                    #expect(try await tools(of: client) == ["get_document", "search_documents"])
                    let call: JSONValue = ["name": "delete_document", "arguments": ["id": 1]]
                    let reply = try await client.request("tools/call", call)
                    #expect(reply.head?.status == 403)
                    #expect(reply.head?["www-authenticate"]?.contains("insufficient_scope") == true)
                    #expect(reply.errorMessage.contains("write"))
                    _ = try await client.request("resources/templates/list").result
                }
            }
        }

        @Test("the file of tokens is read again at SIGHUP; one that is no good leaves the old ones")
        func reload() async throws {
            try await withTemporaryFolder { folder in
                let file = folder.appending(path: "tokens")
                try writeSecret("ann read \(Self.reader)\n", to: file)
                try await server(settings: ["MCP_AUTH_TOKEN_FILE": file.path]).run(nil) { client in
                    let status = { (token: String) in
                        await client.use(token: token)
                        return try await client.get("/metrics").status
                    }
                    #expect(try await status(Self.reader) == 200)
                    #expect(try await status(Self.writer) == 401)
                    try writeSecret("bob read,write \(Self.writer)\n", to: file)
                    await client.signal(SIGHUP)
                    try await wait(for: "the new token to be good") { try await status(Self.writer) == 200 }
                    #expect(try await status(Self.reader) == 401)

                    try writeSecret("this is no file of tokens at all\n", to: file)
                    let before = ServerLog.current?.all.count ?? 0
                    await client.signal(SIGHUP)
                    try await wait(for: "the log to tell") { (ServerLog.current?.all.count ?? 0) > before }
                    #expect(try await status(Self.writer) == 200)
                }
            }
        }

        @Test("all addresses are refused without tokens, with the way to mend it", arguments: ["0.0.0.0:0", "[::]:0"])
        func everywhere(_ address: String) async throws {
            let result = try await BlackBox.server.command(["serve", "--http", address])
            #expect(!result.succeeded)
            #expect(result.output.isEmpty)
            #expect(result.errors.contains("127.0.0.1"))
            #expect(result.errors.contains("MCP_AUTH_TOKEN"))
        }

        @Test("a file of tokens that others may read is refused by its name, with the way to mend it")
        func openFile() async throws {
            try await withTemporaryFolder { folder in
                let file = folder.appending(path: "tokens")
                try Data("ann read \(Self.reader)\n".utf8).write(to: file)
                try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file.path)
                var server = try BlackBox.server
                server.settings["MCP_AUTH_TOKEN_FILE"] = file.path
                let result = try await server.command(["serve", "--http", "127.0.0.1:0"])
                #expect(!result.succeeded)
                #expect(result.errors.contains(file.path))
                #expect(result.errors.contains("chmod 600"))
                #expect(!result.errors.contains(Self.reader))
            }
        }

        private func tools(of client: MCPHTTPClient) async throws -> [String] {
            try #require(try await client.request("tools/list").result["tools"]?.array)
                .compactMap { $0["name"]?.string }.sorted()
        }
    }
}
