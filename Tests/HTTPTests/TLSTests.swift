import FoundationEssentials
import HTTP
import HTTPTypes
import JSONFormat
import NIOCore
import TestSupport
import Testing

@Suite("HTTP over TLS")
struct TLSTests {
    private static let hello = Route(.get, "/hello", access: .open) { _ in .text("hello") }

    /// Sends bytes over TLS and gives what comes back until the server hangs up.
    private func exchange(_ text: String, port: Int, protocols: [String]) async throws -> String {
        let channel = try await TLSChannel.connect(port: port, protocols: protocols)
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: text))
            var answer = ""
            for try await piece in inbound { answer += String(buffer: piece) }
            return answer
        }
    }

    private func serving(
        configure: (inout HTTPConfiguration) -> Void = { _ in },
        _ body: @Sendable (LoopbackServer) async throws -> Void
    ) async throws {
        try await TestCertificate.withFiles { certificate, key in
            try await LoopbackServer.with(
                [Self.hello],
                configure: {
                    $0.tls = .init(certificateChainFile: certificate, privateKeyFile: key)
                    configure(&$0)
                },
                body
            )
        }
    }

    @Test("serves HTTP/1.1, and its own origin has another scheme")
    func serves() async throws {
        try await serving { server async throws in
            let good = server.request(
                "GET",
                "/hello",
                ["Connection": "close", "Origin": "https://localhost:\(server.port)"]
            )
            let answer = try await exchange(good, port: server.port, protocols: ["http/1.1"])
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(answer.hasSuffix("\r\n\r\nhello"))
            let foreign = server.request(
                "GET",
                "/hello",
                ["Connection": "close", "Origin": "http://localhost:\(server.port)"]
            )
            #expect(try await exchange(foreign, port: server.port, protocols: []).hasPrefix("HTTP/1.1 403"))
        }
    }

    @Test("speaks HTTP/2 with those who can")
    func http2() async throws {
        try await serving { server async throws in
            // The preface and, in place of the settings, nonsense: only a server that speaks HTTP/2 answers in frames,
            // its settings first: type 4, stream 0.
            let preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + String(repeating: "x", count: 64)
            let answer = try await exchange(preface, port: server.port, protocols: ["h2"])
            #expect(Array(answer.utf8).dropFirst(3).first == 4)
        }
    }

    @Test("closes a connection that never shakes hands, and one that speaks plainly")
    func noHandshake() async throws {
        try await serving(configure: { $0.limits.headerTimeout = .milliseconds(100) }) { server async throws in
            let silent = try server.connect()
            let plain = try server.connect()
            try await plain.send(server.request("GET", "/hello"))
            _ = try await silent.untilClosed()
            _ = try await plain.untilClosed()
        }
    }

    /// Why a server with these files does not start.
    private func refusal(_ certificate: String, _ key: String) async throws -> String {
        let error = await #expect(throws: HTTPServerError.self) {
            try await LoopbackServer.with(
                [Self.hello],
                configure: { $0.tls = .init(certificateChainFile: certificate, privateKeyFile: key) }
            ) { _ in }
        }
        return error?.description ?? ""
    }

    @Test("a missing file is an error that names it")
    func missing() async throws {
        try await TestCertificate.withFiles { certificate, key async throws in
            #expect(try await refusal("/nowhere/c.pem", key).contains("/nowhere/c.pem"))
            #expect(try await refusal(certificate, "/nowhere/k.pem").contains("/nowhere/k.pem"))
        }
    }

    @Test("a key that others may read, and a certificate that others may change, are refused")
    func notPrivate() async throws {
        for (spoiled, mode) in [("key", 0o644), ("key", 0o640), ("certificate", 0o666)] {
            try await TestCertificate.withFiles { certificate, key in
                let path = spoiled == "key" ? key : certificate
                try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
                #expect(try await refusal(certificate, key).contains("fix it with: chmod"))
            }
        }
    }
}
