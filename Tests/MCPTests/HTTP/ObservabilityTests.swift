import Glibc
import HTTP
import JSONFormat
import Logging
import MCP
import MetricsTestKit
import TestSupport
import Testing

@Suite("HTTP: what operators see and hand over")
struct ObservabilityTests {
    @Test("requests are counted by known method and outcome, and timed")
    func counted() async throws {
        let metrics = TestMetrics()
        try await TestEndpoint.with(metrics: metrics) { server async throws in
            for body in [
                Messages.legacy(1, "ping"), Messages.call(1, "echo"), Messages.call(1, "nope"),
                Messages.legacy(1, "made/up"), "{",
            ] {
                _ = try await server.ask(legacy: body)
            }
            _ = try await server.ask(server.request("GET", "/mcp"))
            _ = try await server.ask(server.request("GET", "/elsewhere"))
        }
        func count(_ method: String, _ outcome: String) throws -> Int64 {
            try metrics.expectCounter(
                "mcp_requests",
                [("method", method), ("transport", "http"), ("outcome", outcome)]
            ).totalValue
        }
        #expect(try count("ping", "ok") == 1)
        #expect(try count("tools/call", "ok") == 1)
        #expect(try count("tools/call", "-32602") == 1)
        #expect(try count("unknown", "-32601") == 1)
        #expect(try count("unknown", "-32700") == 1)
        #expect(try count("unknown", "http_405") == 1)
        #expect(metrics.counters.count == 6)
        let timer = try metrics.expectTimer("mcp_request_duration", [("method", "ping"), ("transport", "http")])
        #expect(timer.values.count == 1)
    }

    @Test("open connections and subscriptions are shown")
    func gauges() async throws {
        let metrics = TestMetrics()
        let hub = ChangeHub()
        try await TestEndpoint.with(
            metrics: metrics,
            describe: {
                $0.changes = .init(tools: true)
                $0.hub = hub
            }
        ) { server async throws in
            let connection = try server.connect()
            try await connection.send(
                server.modern(1, "subscriptions/listen", ["notifications": ["toolsListChanged": true]])
            )
            #expect(try await connection.head().status == 200)
            #expect(try await connection.message() != nil)
            #expect(try metrics.expectGauge("http_connections").lastValue == 1)
            try await eventually("it is subscribed") { try metrics.expectGauge("mcp_subscriptions").lastValue == 1 }
        }
        // A connection is closed behind the server's end.
        for gauge in ["http_connections", "mcp_subscriptions"] {
            try await eventually("\(gauge) is 0") { try metrics.expectGauge(gauge).lastValue == 0 }
        }
    }

    @Test("each request is one line of the log, with its trace")
    func logged() async throws {
        let recorder = LogRecorder()
        let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        try await TestEndpoint.with(logger: recorder.logger) { server async throws in
            _ = try await server.ask(legacy: Messages.call("r1", "echo"), ["traceparent": trace])
        }
        let lines = recorder.entries.filter { $0.metadata["request"] != nil }
        #expect(lines.count == 1)
        #expect(lines.first?.level == .debug)
        #expect(lines.first?.metadata["request"] == #""r1""#)
        #expect(lines.first?.metadata["method"] == "tools/call")
        #expect(lines.first?.metadata["status"] == "200")
        #expect(lines.first?.metadata["trace"] == "0af7651916cd43dd8448eb211c80319c")
        #expect(lines.first?.metadata["milliseconds"] != nil)
    }

    @Test("the work knows the trace of the header, and before it that of the message")
    func trace() async throws {
        let tool = TestTool("trace") { _, context in ToolResult(content: [.text(context.trace?.traceID ?? "none")]) }
        let header = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        let message = "00-11111111111111111111111111111111-b7ad6b7169203331-01"
        try await TestEndpoint.with([tool]) { server async throws in
            let call = Messages.call(1, "trace")
            #expect(try await server.ask(legacy: call, ["traceparent": header]).text.contains("0af7651916cd43dd"))
            let both = server.modern(
                1,
                "tools/call",
                ["name": "trace"],
                meta: ["traceparent": .string(message)],
                ["traceparent": header]
            )
            #expect(try await server.ask(both).text.contains("11111111111111111111111111111111"))
        }
    }

    @Test("a socket that listens already is taken over")
    func activation() async throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        let bound = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        try #require(bound == 0 && listen(descriptor, 16) == 0)
        try await TestEndpoint.with(configure: { $0.address = .listening(descriptor: descriptor) }) {
            server async throws in
            #expect(try await server.ask(legacy: Messages.legacy(1, "ping")).status == 200)
        }
    }
}
