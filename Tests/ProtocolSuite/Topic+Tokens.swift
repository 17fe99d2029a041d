import Foundation
import Glibc
import TestSupport
import Testing

extension Topic {
    static let tokens = Topic("Tokens") {
        Rule("without a token, and with a wrong one, nothing is served but whether the server lives") { server in
            let token = UUID().uuidString
            try await server.withoutModel.with(settings: ["MCP_AUTH_TOKEN": token]).overHTTP(nil) { client in
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

        Rule("tools/list shows only what the scopes of the token allow, and the rest is refused with 403") { server in
            let tokens = "ann read \(reader)\nbob read,write \(writer)\n"
            try await serving(server, tokens) { client, _ in
                await client.use(token: writer)
                try await client.open(.r20260728)
                #expect(try await client.tools().names == server.tools)

                await client.use(token: reader)
                let readers = (server.readers + server.followers).sorted()
                #expect(try await client.tools().names == readers)
                #expect(try await client.call(server.reading).text.contains(server.reading.answer))
                for name in server.tools where !readers.contains(name) {
                    let call: JSONValue = ["name": .string(name), "arguments": [:]]
                    let reply = try await client.request("tools/call", call)
                    #expect(reply.head?.status == 403)
                    #expect(reply.head?["www-authenticate"]?.contains("insufficient_scope") == true)
                    #expect(reply.errorMessage.contains("write"))
                }
                if server.capabilities.contains("resources") {
                    _ = try await client.request("resources/templates/list").result
                }
            }
        }

        Rule("the file of tokens is read again at SIGHUP; one that is no good leaves the old ones") { server in
            try await serving(server, "ann read \(reader)\n") { client, file in
                let status = { (token: String) in
                    await client.use(token: token)
                    return try await client.get("/metrics").status
                }
                #expect(try await status(reader) == 200)
                #expect(try await status(writer) == 401)
                try file.write("bob read,write \(writer)\n")
                client.process.signal(SIGHUP)
                try await eventually("the new token is good") { try await status(writer) == 200 }
                #expect(try await status(reader) == 401)

                try file.write("this is no file of tokens at all\n")
                let before = ServerLog.current?.all.count ?? 0
                client.process.signal(SIGHUP)
                try await eventually("the log tells of it") { (ServerLog.current?.all.count ?? 0) > before }
                #expect(try await status(writer) == 200)
            }
        }

        Rule("all addresses are refused without tokens, with the way to fix it", for: ["0.0.0.0:0", "[::]:0"]) {
            server,
            address in
            let result = try await server.shared.command("serve", "--http", address)
            #expect(!result.succeeded)
            #expect(result.output.isEmpty)
            #expect(result.errors.contains("127.0.0.1"))
            #expect(result.errors.contains("MCP_AUTH_TOKEN"))
        }

        Rule("a file of tokens that others may read is refused by its name, with the way to fix it") { server in
            try await withTemporaryFolder { folder in
                let file = folder.appending(path: "tokens")
                try file.write("ann read \(reader)\n", permissions: 0o644)
                let result = try await server.shared.with(settings: ["MCP_AUTH_TOKEN_FILE": file.path])
                    .command("serve", "--http", "127.0.0.1:0")
                #expect(!result.succeeded)
                #expect(result.errors.contains(file.path))
                #expect(result.errors.contains("chmod 600"))
                #expect(!result.errors.contains(reader))
            }
        }
    }
}

private let reader = "reader-\(UUID().uuidString)"
private let writer = "writer-\(UUID().uuidString)"

/// Gives `body` a client, which has not opened yet, of a server with a file of tokens, and that file.
private func serving(
    _ server: ServerUnderTest,
    _ tokens: String,
    _ body: (StreamableHTTPClient, URL) async throws -> Void
) async throws {
    try await withTemporaryFolder { folder in
        let file = folder.appending(path: "tokens")
        try file.write(tokens)
        try await server.withoutModel.with(settings: ["MCP_AUTH_TOKEN_FILE": file.path]).overHTTP(nil) { client in
            try await body(client, file)
        }
    }
}
