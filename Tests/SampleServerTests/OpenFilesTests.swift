import TestSupport
import Testing

@Suite("A server that may open no more files", .testBench("sample-server"), .showsServerLog)
struct OpenFilesTests {
    @Test("rests and says so once; who waits meanwhile is served when there is room again")
    func exhausted() async throws {
        let away = ["DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"]
        try await TestBench.server.with(settings: away).overHTTP(nil) { client in
            #expect(try await client.get("/healthz").status == 200)
            let port = try #require(client.origin.split(separator: ":").last.flatMap { Int($0) })
            let before = try client.process.openFilesLimit
            try await client.process.limitOpenFiles(to: client.process.openFiles)
            let waiting = try (0..<4).map { _ in try RawHTTPConnection(port: port) }
            // Now, since one that is accepted after all, in a moment of room, would be ended as idle.
            for connection in waiting {
                try await connection.send("GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\r\n")
            }
            let log = try #require(ServerLog.current)
            func warnings() -> Int { log.all.count { $0.contains("a connection cannot be accepted") } }
            try await eventually("a warning") { warnings() > 0 }
            var rests = 0
            try await eventually("rest") {
                rests = try client.process.isAtRest ? rests + 1 : 0
                return rests == 50
            }
            try await client.process.limitOpenFiles(to: before)
            for connection in waiting { #expect(try await connection.answer().status == 200) }
            #expect(warnings() == 1)
        }
    }
}
