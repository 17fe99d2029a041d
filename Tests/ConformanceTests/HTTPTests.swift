import TestSupport
import Testing

extension Conformance {
    /// What only exists over HTTP: statuses, headers, streams.
    @Suite("HTTP")
    struct HTTPTests {
        /// A header that is missing, or says other than the body.
        struct HeaderFault: CustomTestStringConvertible {
            var header: String
            var value: String?

            var testDescription: String { value.map { "\(header): \($0)" } ?? "no \(header)" }

            static let all = [
                HeaderFault(header: "MCP-Protocol-Version", value: "2025-11-25"),
                HeaderFault(header: "MCP-Protocol-Version"),
                HeaderFault(header: "Mcp-Method", value: "tools/list"), HeaderFault(header: "Mcp-Method"),
                HeaderFault(header: "Mcp-Name", value: "another_tool"), HeaderFault(header: "Mcp-Name"),
                HeaderFault(header: "Mcp-Name", value: "=?base64?bm90IGl0?="),
            ]
        }

        private func play(
            _ revision: Revision? = .r20260728,
            _ body: (StreamableHTTPClient) async throws -> Void
        ) async throws {
            try await Conformance.server.overHTTP(revision, body)
        }

        @Test("server-stateless: a request without its claim is refused with 400 and names what is missing")
        func missingClaim() async throws {
            try await play { client in
                let claims: [(missing: String, meta: JSONValue)] = [
                    ("_meta", [Revision.MetaKey.protocolVersion: nil, Revision.MetaKey.clientCapabilities: nil]),
                    ("the version", [Revision.MetaKey.protocolVersion: nil]),
                    ("the capabilities", [Revision.MetaKey.clientCapabilities: nil]),
                ]
                for (missing, meta) in claims {
                    let reply = try await client.request("tools/list", ["_meta": meta], id: "claim-1", judged: false)
                    #expect(reply.head?.status == 400, "\(missing)")
                    #expect(reply.errorCode == -32602, "\(missing)")
                    #expect(reply.message["id"] == "claim-1", "\(missing)")
                }
            }
        }

        @Test("server-stateless: an unknown version is refused with 400 and named, with those that are known")
        func unknownVersion() async throws {
            try await play { client in
                let reply = try await client.request(
                    "tools/list",
                    ["_meta": [Revision.MetaKey.protocolVersion: "2099-01-01"]],
                    headers: ["MCP-Protocol-Version": "2099-01-01"]
                )
                #expect(reply.head?.status == 400)
                #expect(reply.errorCode == -32022)
                #expect(reply.message["error"]?["data"]?["requested"] == "2099-01-01")
                #expect(reply.message["error"]?["data"]?["supported"] == ["2026-07-28"])
            }
        }

        @Test(
            "server-stateless and http-header-validation: headers that say other than the body are refused with 400",
            arguments: HeaderFault.all
        )
        func headerMismatch(_ fault: HeaderFault) async throws {
            try await play { client in
                let call: JSONValue = ["name": "test_simple_text", "arguments": [:]]
                let reply = try await client.request("tools/call", call, headers: [fault.header: fault.value])
                #expect(reply.head?.status == 400)
                #expect(reply.errorCode == -32020)
            }
        }

        @Test("http-header-validation: names of headers in any case, blanks around values and base64 are understood")
        func headerForms() async throws {
            try await play { client in
                let call: JSONValue = ["name": "test_simple_text", "arguments": [:]]
                for headers in [
                    ["MCP-Protocol-Version": nil, "mcp-PROTOCOL-version": "2026-07-28"],
                    ["Mcp-Method": "  tools/call "],
                    ["Mcp-Name": "=?base64?dGVzdF9zaW1wbGVfdGV4dA==?="],
                ] as [[String: String?]] {
                    _ = try await client.request("tools/call", call, headers: headers).result
                }
            }
        }

        @Test("http-header-validation: the first tool of the list can be called with no arguments")
        func firstTool() async throws {
            try await play { client in
                let tools = try #require(try await client.request("tools/list").result["tools"]?.array)
                let name = try #require(tools.first?["name"])
                _ = try await client.request("tools/call", ["name": name, "arguments": [:]]).result
            }
        }

        @Test(
            "server-stateless: initialize, with a claim or without its parameters, is no method of the modern revision"
        )
        func initializeIsGone() async throws {
            try await play { client in
                let reply = try await client.request("initialize", [:], judged: false)
                #expect(reply.head?.status == 404)
                #expect(reply.errorCode == -32601)
            }
        }

        @Test(
            "server-sse-multiple-streams: three calls at once are all answered",
            arguments: [Revision.r20251125, .r20260728]
        )
        func streams(_ revision: Revision) async throws {
            try await play(revision) { client in
                let call: JSONValue = [
                    "name": "test_tool_with_progress", "arguments": [:], "_meta": ["progressToken": "each"],
                ]
                var ids: [JSONValue] = []
                for _ in 0..<3 { ids.append(try await client.send("tools/call", call)) }
                for id in ids {
                    let reply = try await client.reply(to: id)
                    #expect(reply.head?.status == 200)
                    #expect(reply.head?.mediaType == "text/event-stream")
                    #expect(reply.notifications.count == 3)
                    _ = try reply.result
                }
            }
        }

        @Test("a call without a token is answered by JSON alone")
        func plainAnswer() async throws {
            try await play { client in
                let reply = try await client.request("tools/call", ["name": "test_simple_text", "arguments": [:]])
                #expect(reply.head?.mediaType == "application/json")
            }
        }

        @Test(
            "dns-rebinding-protection: a foreign host and origin are refused, the loopback's are served",
            arguments: [Revision.r20251125, .r20260728]
        )
        func rebinding(_ revision: Revision) async throws {
            try await play(revision) { client in
                let foreign = "evil.example.com"
                for headers in [
                    ["Host": foreign, "Origin": "http://\(foreign)"], ["Host": foreign],
                    ["Origin": "http://\(foreign)"], ["Origin": "null"],
                ] {
                    let answer = try await client.post(
                        #"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{}}"#,
                        headers: headers
                    )
                    #expect((400..<500).contains(answer.status), "\(headers)")
                }
                let port = try #require(client.origin.split(separator: ":").last)
                let local = ["Host": "localhost:\(port)", "Origin": "http://localhost:\(port)"]
                _ = try await client.request("tools/list", headers: local).result
            }
        }

        @Test("GET and DELETE are answered with 405, unknown paths with 404 and JSON")
        func otherMethods() async throws {
            try await play { client in
                for method in ["GET", "DELETE", "PUT"] {
                    let answer = try await client.fetch(method, client.endpoint, body: nil)
                    #expect(answer.status == 405)
                    #expect(answer.head["allow"]?.contains("POST") == true)
                }
                for path in ["/.well-known/oauth-protected-resource", "/register", "/mcp/more"] {
                    let answer = try await client.get(path)
                    #expect(answer.status == 404)
                    #expect(try answer.json.object != nil)
                }
            }
        }

        @Test("what is no request is refused with 400, and without an id")
        func noRequest() async throws {
            try await play { client in
                for (body, code) in [("{", -32700), ("[]", -32600), ("42", -32600), (#"{"jsonrpc":"2.0"}"#, -32600)] {
                    let answer = try await client.post(body, headers: ["MCP-Protocol-Version": "2026-07-28"])
                    #expect(answer.status == 400, "\(body)")
                    let json = try answer.json
                    #expect(json["error"]?["code"]?.int == code, "\(body)")
                    #expect(json.object?.keys.contains("id") == false, "\(body)")
                }
            }
        }
    }
}
