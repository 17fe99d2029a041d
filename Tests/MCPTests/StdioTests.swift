import Testing

@testable import JSONFormat
@testable import MCP

@Suite("The stdio transport", .timeLimit(.minutes(1)))
struct StdioTests {
    static let ping = Messages.legacy(1, "ping")
    static let pong: JSON = ["jsonrpc": "2.0", "id": 1, "result": [:]]

    static let framings: [(String, Int)] = [
        (ping + "\n", 1), (ping + "\r\n", 1), ("\u{FEFF}" + ping + "\n", 1), ("\n\r\n  \n" + ping + "\n\n", 1),
        (ping, 1), ("\u{FEFF}" + ping, 1), (ping + "\n" + ping, 2), ("\t" + ping + " \n", 1), ("", 0), ("\n", 0),
        ("\u{FEFF}\n" + ping, 1), (ping + ping + "\n", 0),
    ]

    @Test(
        "lines end with a line feed; carriage returns, blank lines, a first BOM, a missing last feed are forgiven",
        arguments: framings
    )
    func framing(input: String, count: Int) async throws {
        let answers = try await StdioClient.with { client in
            try await client.send(input)
            client.closeInput()
            return try await client.rest()
        }
        #expect(answers == Array(repeating: Self.pong, count: count))
    }

    @Test("a message may come in any pieces")
    func pieces() async throws {
        try await StdioClient.with { client in
            for byte in Array((Messages.call(1, "echo", ["text": "é😀"]) + "\n").utf8) { try await client.send([byte]) }
            #expect(try await client.next()["result"]?["structuredContent"] == ["text": "é😀"])
        }
    }

    @Test("bytes that are no UTF-8 become U+FFFD")
    func invalidText() async throws {
        let answers = try await StdioClient.with { client in
            let parts = Messages.call(1, "echo", ["text": "<>"]).split(separator: ">", maxSplits: 1)
            try await client.send(Array(parts[0].utf8) + [0xFF, 0xC3] + Array((">" + parts[1] + "\n").utf8))
            return try await client.next()
        }
        #expect(answers["result"]?["structuredContent"] == ["text": "<\u{FFFD}\u{FFFD}>"])
    }

    @Test("a message of many megabytes is served")
    func large() async throws {
        let text = String(repeating: "word ", count: 1 << 20)
        try await StdioClient.with { client in
            try await client.send(Messages.call(1, "echo", ["text": .string(text)]) + "\n")
            #expect(try await client.next()["result"]?["structuredContent"] == ["text": .string(text)])
        }
    }

    static let overlong: [(String, JSON?)] = [
        (#"{"jsonrpc":"2.0","id":7,"method":"x","params":{"id":8,"text":"PAD"}}"#, 7),
        (#"{"method":"x","params":{"id":8,"text":"\"PAD\\"},"jsonrpc":"2.0","id":"last"}"#, "last"),
        (#"{"method":"x","params":{"text":"PAD"},"jsonrpc":"2.0"}"#, nil),
        (#"{"id":7,"result":{"text":"PAD"},"jsonrpc":"2.0"}"#, nil),
        (#"{"id":null,"method":"PAD"}"#, nil), (#"{"id":{"id":7},"method":"PAD"}"#, nil),
        (#"{"id":"PAD","method":"x"}"#, nil), (#"[{"id":7,"method":"PAD"}]"#, 7), ("PAD", nil),
        (#"}]}{"id":7,"method":"PAD"}"#, nil),
    ]

    @Test(
        "a line over the bound is skipped; a request is told so under its id, wherever that stood",
        arguments: overlong
    )
    func tooLong(line: String, id: JSON?) async throws {
        var limits = StdioTransport.Limits.patient
        limits.lineBytes = 100_000
        let padded = line.replacing("PAD", with: String(repeating: "x{,", count: 50_000))
        for end in ["\n" + Self.ping, "\n" + Self.ping + "\n"] {
            let answers = try await StdioClient.with(limits: limits) { client in
                try await client.send(padded + end)
                client.closeInput()
                return try await client.rest()
            }
            #expect(answers.last == Self.pong)
            #expect(answers.dropLast().map { $0["id"] } == (id.map { [$0] } ?? []))
            #expect(answers.dropLast().allSatisfy { $0["error"]?["code"] == -32600 })
        }
    }

    @Test("a line of exactly the bound is served, one byte more is not")
    func bound() async throws {
        for (limit, expected) in [(Self.ping.utf8.count, 1), (Self.ping.utf8.count - 1, 0)] {
            var limits = StdioTransport.Limits.patient
            limits.lineBytes = limit
            let answers = try await StdioClient.transcript(of: [Self.ping], limits: limits)
            #expect(answers.filter { $0 == Self.pong }.count == expected)
        }
    }

    @Test("more calls than may run at once wait their turn, while pings pass by")
    func waitingCalls() async throws {
        let release = Event()
        let tool = TestTool.hold(until: release)
        var limits = StdioTransport.Limits.patient
        limits.concurrentCalls = 1
        limits.waitingCalls = 8
        try await StdioClient.with([tool], limits: limits) { client in
            for id in Int64(0)..<8 { try await client.send(Messages.call(.int(id), "hold") + "\n") }
            try await client.send(Messages.legacy("ping", "ping") + "\n")
            #expect(try await client.next()["id"] == "ping")
            release.happen()
            for id in Int64(0)..<8 { #expect(try await client.next()["id"] == .int(id)) }
        }
    }

    @Test("a client that sends far more than may wait is slowed down, not refused")
    func backpressure() async throws {
        var limits = StdioTransport.Limits.patient
        limits.concurrentCalls = 2
        limits.waitingCalls = 3
        limits.unreadBytes = 1000
        let lines = (0..<2000).map { Messages.call(.int($0), "echo", ["n": .int($0)]) }
        let answers = try await StdioClient.with(limits: limits) { client in
            try await client.send(lines.joined(separator: "\n") + "\n")
            var answers: [JSON] = []
            while answers.count < lines.count { answers.append(try await client.next()) }
            return answers
        }
        #expect(Set(answers.map { $0["id"] }) == Set((0..<2000).map { .int($0) }))
        #expect(answers.allSatisfy { $0["result"]?["structuredContent"]?["n"] == $0["id"] })
    }
}
