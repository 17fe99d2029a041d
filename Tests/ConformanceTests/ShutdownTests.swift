import Foundation
import Glibc
import TestSupport
import Testing

extension Conformance {
    @Suite("Start and end")
    struct ShutdownTests {
        @Test("SIGTERM ends an open subscription with its result, and the server with 0", arguments: Signal.allCases)
        func openSubscription(_ signal: Signal) async throws {
            try await Conformance.server.overHTTP(.r20260728) { client in
                let wanted: JSONValue = ["notifications": ["toolsListChanged": true]]
                let id = try await client.send("subscriptions/listen", wanted)
                _ = try await client.notification("notifications/subscriptions/acknowledged", during: id)
                client.process.signal(signal.number)
                let result = try await client.reply(to: id).result
                #expect(result["resultType"] == "complete")
                #expect(result["_meta"]?["io.modelcontextprotocol/subscriptionId"] == id)
                #expect(await client.process.waitForExit())
            }
        }

        @Test("SIGTERM in the middle of a call ends the server with 0, and the client is not left waiting")
        func openCall() async throws {
            try await Conformance.server.overHTTP(.r20260728) { client in
                let call: JSONValue = ["name": "test_wait", "arguments": ["seconds": 50]]
                let id = try await client.send("tools/call", call)
                _ = try await client.request("tools/list").result
                client.process.signal(SIGTERM)
                #expect(await client.process.waitForExit())
                _ = try? await client.reply(to: id)
            }
        }

        @Test("a client that hangs up in the middle of a call, or of a subscription, leaves the server as it was")
        func hangUp() async throws {
            try await Conformance.server.overHTTP(.r20260728) { client in
                let listen = try await client.send(
                    "subscriptions/listen",
                    ["notifications": ["toolsListChanged": true]]
                )
                _ = try await client.notification("notifications/subscriptions/acknowledged", during: listen)
                let call = try await client.send("tools/call", ["name": "test_wait", "arguments": ["seconds": 50]])
                _ = try await client.request("tools/list").result
                await client.hangUp(call)
                await client.hangUp(listen)
                _ = try await client.request("tools/list").result
                try await eventually("the subscription is gone") {
                    let figures = try await client.get("/metrics").text
                    return figures.contains("\nmcp_subscriptions 0\n")
                }
            }
        }

        @Test("standard streams and HTTP are served by one process, which ends with its input")
        func bothWays() async throws {
            let server = try Conformance.server.with("--http", "127.0.0.1:0", "--stdio")
            let ending = try await server.overStdio { client in
                // Standard output belongs to the protocol, so the address is in the log alone.
                try await eventually("the address is in the log") {
                    ServerLog.current?.text.contains("127.0.0.1:") == true
                }
                #expect(try await !client.call("test_simple_text").isError)
            }
            #expect(ending.status == .exited(0))
        }

        @Test("with a certificate HTTPS is served to clients that trust it")
        func tls() async throws {
            try await withTemporaryFolder { folder in
                let certificate = folder.appending(path: "certificate.pem").path
                let key = folder.appending(path: "key.pem").path
                let made = try await CommandResult.of(
                    "/usr/bin/openssl",
                    [
                        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
                        "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost", "-out",
                        certificate, "-keyout", key,
                    ],
                    environment: [:]
                )
                try #require(made.succeeded, "\(made.errors)")
                var server = try Conformance.server.with("--tls-cert", certificate, "--tls-key", key)
                server.certificate = certificate
                try await server.overHTTP(.r20260728) { client in
                    #expect(client.endpoint.hasPrefix("https://"))
                    let progress: JSONValue = [
                        "name": "test_tool_with_progress", "arguments": [:], "_meta": ["progressToken": 1],
                    ]
                    let reply = try await client.request("tools/call", progress)
                    #expect(reply.notifications.count == 3)
                }
            }
        }
    }
}
