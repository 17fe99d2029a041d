import TestSupport
import Testing

/// The views of rag, as pages and in the frame of a client.
@Suite("Pages of rag in a browser", .testBench("rag"))
struct RAGPageTests {
    @Test("people ask, and jump to the very characters that an answer cites, alone and inside a client of MCP Apps")
    func views() async throws {
        try await withDatabaseAccess { database in
            try await PageDriver.drive(
                settings: ["DATABASE_URL": database.url, "TOOLSETS": "all"],
                atLeast: 400,
                script: "drive_rag.py",
                in: PythonEnvironment("apps")
            )
        }
    }

    /// What the model writes is the test's; the server, its database and the way over HTTP are real.
    @Test("what a model says without support stands apart, and where it fails that is told")
    func written() async throws {
        let text = """
            Porcelain is fired at 1280 degrees [1]. The kiln was invented by Marco Polo [1].
            """
        try await ScriptedServer.serving { exchange in
            guard exchange.number == 1 else { return try await exchange.answer("400 Bad Request", "{}") }
            try await exchange.begin()
            try await exchange.event(["model": "scripted", "choices": [["delta": ["content": .string(text)]]]])
            try await exchange.event([
                "choices": [["delta": [:], "finish_reason": "stop"]],
                "usage": ["prompt_tokens": 100, "completion_tokens": 20],
            ])
            try await exchange.chunk("data: [DONE]\n\n")
            try await exchange.end()
        } _: { model in
            try await withDatabaseAccess { database in
                let settings = [
                    "DATABASE_URL": database.url, "TOOLSETS": "all", "LLM_BASE_URL": "\(model.url)/v1",
                    "LLM_MODEL": "scripted",
                ]
                try await PageDriver.drive(
                    ["--model"],
                    settings: settings,
                    atLeast: 20,
                    script: "drive_rag.py",
                    in: PythonEnvironment("apps")
                )
            }
        }
    }

    @Test("where tokens are required, a user signs in with one")
    func signIn() async throws {
        let token = "a-token-of-some-length"
        try await PageDriver.drive(
            ["--token", token, "--tool", "search_documents"],
            settings: ["MCP_AUTH_TOKEN": token],
            atLeast: 15
        )
    }
}

extension ScriptedExchange {
    /// One event of a stream.
    fileprivate func event(_ value: JSONValue) async throws { try await chunk("data: \(try value.serialized)\n\n") }
}
