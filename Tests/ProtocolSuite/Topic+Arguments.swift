import TestSupport
import Testing

extension Topic {
    static let arguments = Topic("Arguments of tools") {
        Rule("a call without a required argument is an error of the tool that names it, and the server goes on") {
            server in
            try await server.overStdio { client in
                for tool in try await client.tools() {
                    guard let name = tool["name"]?.string,
                        let required = tool["inputSchema"]?["required"]?.array?.first?.string
                    else { continue }
                    let outcome = try await client.call(name)
                    #expect(outcome.isError, "\(name)")
                    #expect(outcome.text.contains(required), "\(name)")
                }
                try await client.ping()
            }
        }

        Rule("arguments that are absent or null count as none") { server in
            try await server.overStdio { client in
                let tool = try #require(
                    try await client.tools().first { $0["inputSchema"]?["required"]?.array?.isEmpty == false }
                )
                let required = try #require(tool["inputSchema"]?["required"]?.array?.first?.string)
                let name = try #require(tool["name"])
                for params in [["name": name], ["name": name, "arguments": nil]] as [JSONValue] {
                    let reply = try await client.request("tools/call", params, judged: false)
                    let outcome = ToolOutcome(result: try reply.result)
                    #expect(outcome.isError)
                    #expect(outcome.text.contains(required))
                }
            }
        }

        Rule("an argument of a type that no client means is an error of the tool that names it") { server in
            try await server.overStdio { client in
                for (name, _) in try #require(server.reading.arguments.object) {
                    var arguments = server.reading.arguments
                    arguments[name] = ["not": ["a", "value"]]
                    let outcome = try await client.call(server.reading.tool, arguments)
                    #expect(outcome.isError)
                    #expect(outcome.text.contains(name))
                }
            }
        }

        Rule("numbers that come as text, and arguments that come as null where they may be absent, are understood") {
            server in
            try await server.overStdio { client in
                let tool = try #require(try await client.tools().first { $0["name"]?.string == server.reading.tool })
                var arguments = server.reading.arguments
                for (name, property) in try #require(tool["inputSchema"]?["properties"]?.object) {
                    if let number = arguments[name]?.int { arguments[name] = "\(number)" }
                    if arguments[name] == nil, property["default"] != nil { arguments[name] = nil as JSONValue }
                }
                #expect(try await client.call(server.reading.tool, arguments).text.contains(server.reading.answer))
            }
        }
    }
}
