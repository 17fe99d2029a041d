import HTTP
import HTTPTypes
import NIOCore
import TestSupport
import Testing

@Suite("HTTP: targets that are whole URLs")
struct AbsoluteTargetTests {
    private static let route = Route(.get, "/where", access: .open) { request in
        .text(request.path + (request.query["a"] ?? ""))
    }

    @Test(
        "are served as their path",
        arguments: [
            ("http://localhost:PORT/where", "/where"), ("HTTP://127.0.0.1:PORT/where?a=1", "/where1"),
            ("https://[::1]:PORT/where", "/where"),
        ]
    )
    func served(target: String, answer: String) async throws {
        try await LoopbackServer.with([Self.route]) { server async throws in
            let target = target.replacing("PORT", with: "\(server.port)")
            #expect(try await server.ask(server.request("GET", target)).text == answer)
        }
    }

    @Test("have the host of the URL, whatever Host says")
    func hostOfTarget() async throws {
        try await LoopbackServer.with([Self.route]) { server async throws in
            let own = "http://localhost:\(server.port)/where"
            #expect(try await server.ask(server.request("GET", own, ["Host": "evil.example.com"])).status == 200)
        }
    }

    @Test(
        "of another host, or of none, are refused although Host is good",
        arguments: [
            "http://evil/where", "http://evil:PORT/where", "HTTPS://evil/where", "http://localhost@evil/where",
            "http://evil@localhost:PORT/where", "http://localhost:1/where", "http://localhost.evil:PORT/where",
            "http://evil", "http://evil?a=1", "ftp://localhost:PORT/where", "x://evil/where",
        ]
    )
    func refused(target: String) async throws {
        try await LoopbackServer.with([Self.route]) { server async throws in
            let target = target.replacing("PORT", with: "\(server.port)")
            #expect(try await server.ask(server.request("GET", target)).status == 421)
        }
    }

    @Test("are refused without Host, and with two", arguments: ["", "localhost:PORT\r\nHost: localhost:PORT"])
    func hosts(host: String) async throws {
        try await LoopbackServer.with([Self.route]) { server async throws in
            let host = host.replacing("PORT", with: "\(server.port)")
            let request = server.request("GET", "http://localhost:\(server.port)/where", ["Host": host])
            #expect(try await server.ask(request).status == 421)
        }
    }

    @Test("do not make a page the server's own by another host")
    func origin() async throws {
        try await LoopbackServer.with([Self.route]) { server async throws in
            let fields: RawFields = ["Origin": "http://evil", "Host": "evil"]
            #expect(try await server.ask(server.request("GET", "http://evil/where", fields)).status == 421)
            let own = "http://localhost:\(server.port)/where"
            #expect(try await server.ask(server.request("GET", own, fields)).status == 403)
        }
    }

    @Test("are read the same way over TLS")
    func overTLS() async throws {
        try await TestCertificate.withFiles { certificate, key in
            try await LoopbackServer.with(
                [Self.route],
                configure: { $0.tls = .init(certificateChainFile: certificate, privateKeyFile: key) }
            ) { server async throws in
                for (target, status) in [
                    ("https://evil/where", "421"), ("https://localhost:\(server.port)/where", "200"),
                ] {
                    let channel = try await TLSChannel.connect(port: server.port, protocols: ["http/1.1"])
                    let answer = try await channel.executeThenClose { inbound, outbound in
                        let request = server.request("GET", target, ["Connection": "close"])
                        try await outbound.write(.init(string: request))
                        var answer = ""
                        for try await piece in inbound { answer += String(buffer: piece) }
                        return answer
                    }
                    #expect(answer.hasPrefix("HTTP/1.1 \(status)"))
                }
            }
        }
    }
}
