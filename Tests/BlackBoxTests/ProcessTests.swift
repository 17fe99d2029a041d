import Glibc
import TestSupport
import Testing

extension BlackBox {
    @Suite("Life of the process")
    struct ProcessTests {
        @Test("at the end of input every pending answer is written, then the server exits with 0")
        func drains() async throws {
            let server = try server
            var id: JSONValue = nil
            try await server.run { client in id = try await client.add("One of many.") }
            let ending = try await server.run(nil) { client in
                let hello = try await client.send(
                    "initialize",
                    [
                        "protocolVersion": "2025-11-25", "capabilities": [:],
                        "clientInfo": ["name": "one-shot", "version": "1"],
                    ]
                )
                let list = try await client.send("tools/list")
                let get = try await client.send("tools/call", ["name": "get_document", "arguments": ["id": id]])
                await client.closeInput()
                _ = try await client.reply(to: hello).result
                _ = try await client.reply(to: list).result
                #expect(try await ToolOutcome(result: client.reply(to: get).result).value["id"] == id)
            }
            #expect(ending.status == .exited(0))
        }

        @Test("an end of input before any request is a clean exit")
        func emptyInput() async throws {
            let ending = try await server.run(nil) { await $0.closeInput() }
            #expect(ending.status == .exited(0))
            #expect(ending.received.isEmpty)
        }

        @Test("SIGTERM and SIGINT end an idle server with status 0", arguments: [SIGTERM, SIGINT])
        func idleSignal(_ number: Int32) async throws {
            let ending = try await server.run { client in
                await client.signal(number)
                #expect(await client.waitForExit())
            }
            #expect(ending.status == .exited(0))
        }

        @Test("SIGTERM in the middle of a call ends the server with status 0, and leaves all or nothing")
        func busySignal() async throws {
            let tag = uniqueTag()
            let content = Prose.words(40_000)
            let ending = try await server.run { client in
                try await client.addLong(content, tag: tag)
                try await client.waitForNotifications("notifications/progress")
                await client.signal(SIGTERM)
                #expect(await client.waitForExit())
            }
            #expect(ending.status == .exited(0))
            try await expectAllOrNothing(of: content, tag: tag)
        }

        @Test("a client that goes away without closing its end properly leaves no process behind")
        func outputClosed() async throws {
            // `true` closes the reading end at once, while the input stays open: the server notices when it writes.
            let script = #"""
                while printf '{"jsonrpc":"2.0","id":1,"method":"tools/list"}\n'; do sleep 0.05; done 2>/dev/null |
                    timeout --signal=KILL 30 "$0" | true
                [[ ${PIPESTATUS[1]} -ne 137 ]]
                """#
            let server = try server
            let result = try await CommandResult.of(
                "/bin/bash",
                ["-c", script, try server.path],
                environment: server.environment
            )
            #expect(result.succeeded, "the server was still running after 30 seconds: \(result.errors)")
        }

        @Test(
            "a standard stream that is closed is refused by its name",
            arguments: [("<&-", "input"), (">&-", "output")]
        )
        func closedStream(_ redirection: String, _ stream: String) async throws {
            let server = try server
            let result = try await CommandResult.of(
                "/bin/bash",
                ["-c", "exec \"$0\" \(redirection)", try server.path],
                environment: server.environment
            )
            #expect(!result.succeeded)
            #expect(result.errors.contains("Standard \(stream) is not open"))
        }

        @Test("every answer is sent even when the client reads slowly and the pipe is full")
        func fullPipe() async throws {
            let server = try server
            let script = #"""
                for ((i = 1; i <= 400; i++)); do printf '{"jsonrpc":"2.0","id":%d,"method":"tools/list"}\n' $i; done |
                    "$0" 2>/dev/null | { sleep 1; grep -c '"tools"'; }
                """#
            let result = try await CommandResult.of(
                "/bin/bash",
                ["-c", script, try server.path],
                environment: server.environment
            )
            #expect(result.output == "400\n")
        }

        @Test("tools/list is answered where no database is in reach, and a call says so without the password")
        func deadDatabase() async throws {
            let server = Server(
                home: try TestBench.home,
                settings: ["DATABASE_URL": "postgresql://someone:s3cret-word@127.0.0.1:1/dead?connect_timeout=2"]
            )
            try await server.run { client in
                #expect(try await client.request("tools/list").result["tools"]?.array?.isEmpty == false)
                let outcome = try await client.call("add_document", ["content": "never stored"])
                #expect(outcome.isError)
                #expect(outcome.text.lowercased().contains("database"))
                #expect(!outcome.text.contains("s3cret-word"))
                #expect(ServerLog.current?.text.contains("s3cret-word") == false)
                try await client.ping()
            }
        }
    }
}
