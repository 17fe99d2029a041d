import TestSupport
import Testing

extension Topic {
    static let process = Topic("Life of the process") {
        Rule("at the end of input every pending answer is written, then the server exits with 0") { server in
            let ending = try await server.overStdio(nil) { client in
                let hello = try await client.send(
                    "initialize",
                    [
                        "protocolVersion": "2025-11-25", "capabilities": [:],
                        "clientInfo": ["name": "one-shot", "version": "1"],
                    ]
                )
                let list = try await client.send("tools/list")
                let call = try await client.send("tools/call", server.reading.parameters)
                await client.closeInput()
                _ = try await client.reply(to: hello).result
                _ = try await client.reply(to: list).result
                let outcome = ToolOutcome(result: try await client.reply(to: call).result)
                #expect(outcome.text.contains(server.reading.answer))
            }
            #expect(ending.status == .exited(0))
        }

        Rule("an end of input before any request is a clean exit") { server in
            let ending = try await server.overStdio(nil) { await $0.closeInput() }
            #expect(ending.status == .exited(0))
            #expect(ending.received.isEmpty)
        }

        Rule(
            "no client can forge a line of the log, drive the terminal that shows it, or fill it",
            for: ["text", "json"],
            isThorough: true
        ) {
            server,
            format in
            // A call that fails is logged, with the id that the client has chosen.
            let logging = try server.withoutDatabase.with(settings: ["LOG_FORMAT": format, "LOG_LEVEL": "trace"])
            try await logging.overStdio { client in
                let accents = "a" + String(repeating: "\u{300}", count: 50_000)
                for text in [
                    "a\r\n2026-01-01T00:00:00.000Z critical forged: all is lost", "\u{1B}[2J\u{9B}2J\u{7F}\u{202E}",
                    accents,
                ] {
                    _ = try await client.request("resources/read", ["uri": .string("x://\(text)")], judged: false)
                    _ = try await client.request("tools/call", server.reading.parameters, id: .string(text))
                    _ = try await client.request(text, judged: false)
                }
                let log = try #require(ServerLog.current)
                for line in log.all {
                    #expect(!line.hasPrefix("2026-01-01"))
                    #expect(line.utf8.count < 20_000, "\(line.utf8.count) bytes")
                    #expect(
                        !line.unicodeScalars.contains { "\u{1B}\u{9B}\u{7F}\u{202E}\r".unicodeScalars.contains($0) }
                    )
                }
                #expect(log.text.contains("forged"))
            }
        }

        Rule("SIGTERM and SIGINT end an idle server with status 0", for: Signal.allCases) { server, signal in
            let ending = try await server.overStdio { client in
                client.process.signal(signal.number)
                #expect(await client.process.waitForExit())
            }
            #expect(ending.status == .exited(0))
        }

        Rule("a client that goes away without closing its end properly leaves no process behind") { server in
            // `true` closes the reading end at once, while the input stays open: the server notices when it writes.
            let script = #"""
                while printf '{"jsonrpc":"2.0","id":1,"method":"tools/list"}\n'; do sleep 0.05; done 2>/dev/null |
                    timeout --signal=KILL 30 "$0" | true
                [[ ${PIPESTATUS[1]} -ne 137 ]]
                """#
            let shared = try server.shared
            let result = try await CommandResult.of(
                "/bin/bash",
                ["-c", script, try shared.path],
                environment: shared.environment
            )
            #expect(result.succeeded, "the server was still running after 30 seconds: \(result.errors)")
        }

        Rule("a standard stream that is closed is refused by its name", for: ["input <&-", "output >&-"]) {
            server,
            stream in
            let words = stream.split(separator: " ")
            let shared = try server.shared
            let result = try await CommandResult.of(
                "/bin/bash",
                ["-c", "exec \"$0\" \(words[1])", try shared.path],
                environment: shared.environment
            )
            #expect(!result.succeeded)
            #expect(result.errors.contains("Standard \(words[0]) is not open"))
        }

        Rule("every answer is sent even when the client reads slowly and the pipe is full") { server in
            let shared = try server.shared
            let script = #"""
                for ((i = 1; i <= 400; i++)); do printf '{"jsonrpc":"2.0","id":%d,"method":"tools/list"}\n' $i; done |
                    "$0" 2>/dev/null | { sleep 1; grep -c '"tools"'; }
                """#
            let result = try await CommandResult.of(
                "/bin/bash",
                ["-c", script, try shared.path],
                environment: shared.environment
            )
            #expect(result.output == "400\n")
        }

        Rule("tools/list is answered where no database is in reach, and a call says so without the password") {
            server in
            try await server.withoutDatabase.overStdio { client in
                #expect(try await client.tools().names == server.tools)
                let outcome = try await client.call(server.reading)
                #expect(outcome.isError)
                #expect(outcome.text.lowercased().contains("database"))
                #expect(!outcome.text.contains(ServerUnderTest.password))
                #expect(ServerLog.current?.text.contains(ServerUnderTest.password) == false)
                try await client.ping()
            }
        }
    }
}
