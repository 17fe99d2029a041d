import TestSupport
import Testing

extension AgentMemory {
    @Suite("Banks")
    struct BankTests {
        @Test("a bank is made by name once, or by the first memory where the server's own is meant")
        func made() async throws {
            let name = uniqueName()
            try await server.overStdio { client in
                let making: JSONValue = ["name": .string(name), "description": "For a test."]
                #expect(try await client.value("create_memory_bank", making)["created"] == true)
                #expect(try await client.value("create_memory_bank", making)["created"] == false)
                let refused = try await client.call("store_memory", ["content": "x", "bank": "nobody made this"])
                #expect(refused.isError)
                #expect(refused.text.contains("create_memory_bank"))
            }
        }

        @Test("MEMORY_BANK fixes the bank: every call means it, and one that names another is refused")
        func fixed() async throws {
            let (own, other) = (uniqueName(), uniqueName())
            try await server.overStdio { client in
                _ = try await client.value("create_memory_bank", ["name": .string(other)])
                let id = try await client.memory("Only elsewhere.", in: other)
                try await server.with(settings: ["MEMORY_BANK": own]).overStdio { fixed in
                    let stored = try await fixed.value("store_memory", ["content": "Only here."])
                    #expect(try await fixed.value("list_memories", [:])["memories"]?.array?.count == 1)
                    for call: (String, JSONValue) in [
                        ("store_memory", ["content": "x", "bank": .string(other)]),
                        ("search_memories", ["query": "x", "banks": [.string(other)]]),
                        ("get_memory", ["id": id]), ("forget_memory", ["id": id]),
                        ("update_memory", ["id": id, "importance": 2]),
                        ("create_memory_bank", ["name": "another"]),
                    ] {
                        #expect(try await fixed.call(call.0, call.1).isError, "\(call.0)")
                    }
                    #expect(try await fixed.value("list_memory_banks", [:])["banks"]?.array?.count == 1)
                    #expect(stored["outcome"] == "stored")
                }
                #expect(try await client.texts(of: other) == ["Only elsewhere."])
            }
        }

        @Test("over HTTP a client at /mcp/BANK reaches that bank alone")
        func endpoint() async throws {
            let (own, other) = (uniqueName(), uniqueName())
            try await server.overHTTP { client in
                let id = try await client.memory("Elsewhere.", in: other)
                func call(_ tool: String, _ arguments: JSONValue) async throws -> JSONValue {
                    let answer = try await client.ask(
                        "POST",
                        "/mcp/\(own)",
                        [
                            "jsonrpc": "2.0", "id": 1, "method": "tools/call",
                            "params": ["name": .string(tool), "arguments": arguments],
                        ],
                        ["accept": "application/json, text/event-stream", "mcp-protocol-version": "2025-11-25"]
                    )
                    #expect(answer.status == 200)
                    return try answer.json["result"] ?? nil
                }
                #expect(
                    try await call("store_memory", ["content": "Here."])["structuredContent"]?["outcome"] == "stored"
                )
                #expect(try await client.texts(of: own) == ["Here."])
                let found = try await call("search_memories", ["query": "here or elsewhere"])
                #expect(found["structuredContent"]?["hits"]?.array?.count == 1)
                #expect(try await call("get_memory", ["id": id])["isError"] == true)
                #expect(try await call("store_memory", ["content": "x", "bank": .string(other)])["isError"] == true)
                #expect(try await client.texts(of: other) == ["Elsewhere."])
            }
        }

        @Test("a bank that holds something is not deleted; one that was emptied is")
        func deleted() async throws {
            let name = uniqueName()
            try await whole.overStdio { client in
                try await client.store("Something.", in: name)
                let naming: JSONValue = ["name": .string(name)]
                let refused = try await client.call("delete_memory_bank", naming)
                #expect(refused.isError)
                #expect(refused.text.contains("1 memor"))
                let purging: JSONValue = [
                    "bank": .string(name), "state": "all", "conversations": true, "expected_count": 1,
                ]
                #expect(try await client.value("purge_memories", purging)["deleted"] == 1)
                #expect(try await client.value("delete_memory_bank", naming)["deleted"] == true)
                #expect(try await client.call("delete_memory_bank", naming).isError)
            }
        }
    }
}
