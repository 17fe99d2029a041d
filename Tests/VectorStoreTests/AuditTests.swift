import TestSupport
import Testing

extension VectorStore {
    @Suite("Audit and deletion of many")
    struct AuditTests {
        @Test(
            "each call that writes leaves a row that says who, what, about what and how it went; rows stay as they are"
        )
        func audited() async throws {
            try await withDatabaseAccess { database in
                let settings = ["DATABASE_URL": database.url, "MCP_AUTH_TOKEN": "a-token-of-some-length"]
                let target = try await server.with(settings: settings).runAudited()
                let rows = try await database.rows(
                    "SELECT caller, tool, target, outcome, server FROM public.paddle_audit ORDER BY id"
                )
                let expected: [(tool: JSONValue, target: JSONValue, outcome: JSONValue)] = [
                    ("add_document", .string(target), "done"), ("delete_document", .string(target), "done"),
                    ("delete_document", "987654321", "failed"),
                ]
                #expect(
                    rows
                        == expected.map {
                            [
                                "caller": "token", "tool": $0.tool, "target": $0.target, "outcome": $0.outcome,
                                "server": "vector-store",
                            ]
                        }
                )
                for statement in ["UPDATE public.paddle_audit SET caller = ''", "DELETE FROM public.paddle_audit"] {
                    #expect(try await database.refusal(of: statement)?.contains("append-only") == true)
                }
                #expect(try await database.rows("SELECT 1 FROM public.paddle_audit").count == 3)
            }
        }

        @Test("progress is reported while a call runs; a client that hangs up cancels it, as the audit shows")
        func hangUp() async throws {
            try await withDatabaseAccess { database in
                try await server.with(settings: ["DATABASE_URL": database.url]).overHTTP(.r20260728) { client in
                    // It takes many times as long as the first progress.
                    let call: JSONValue = [
                        "name": "add_document", "arguments": ["content": .string(Prose.words(60_000))],
                        "_meta": ["progressToken": "long"],
                    ]
                    let id = try await client.send("tools/call", call)
                    let first = try await client.notification("notifications/progress", during: id)
                    #expect(first["params"]?["progressToken"] == "long")
                    #expect(await client.head(of: id)?.mediaType == "text/event-stream")
                    await client.hangUp(id)
                    let outcomes = "SELECT outcome FROM public.paddle_audit"
                    try await eventually("the audit has a row") { try await !database.rows(outcomes).isEmpty }
                    #expect(try await database.rows(outcomes) == [["outcome": "cancelled"]])
                    #expect(try await client.search("bench").isEmpty)
                }
            }
        }

        private static let asking: JSONValue = [Revision.MetaKey.clientCapabilities: ["elicitation": [:]]]

        @Test("delete_documents asks the user; documents are deleted on consent, and not otherwise")
        func askedDeletion() async throws {
            let tag = uniqueTag()
            try await server.overHTTP(.r20260728) { client in
                for number in 1...3 { _ = try await client.add("Number \(number).", metadata: ["tag": tag]) }
                for (action, content) in [("decline", nil), ("accept", ["confirm": true])] as [(JSONValue, JSONValue?)]
                {
                    var call: JSONValue = [
                        "name": "delete_documents", "arguments": ["filter": ["tag": tag]], "_meta": Self.asking,
                    ]
                    let first = try await client.request("tools/call", call).result
                    #expect(first["resultType"] == "input_required")
                    let question = try #require(first["inputRequests"]?["confirm"]?["params"])
                    #expect(question["message"]?.string?.contains("3 documents") == true)
                    var response: JSONValue = ["action": action]
                    response["content"] = content
                    call["inputResponses"] = ["confirm": response]
                    call["requestState"] = first["requestState"]
                    let second = ToolOutcome(result: try await client.request("tools/call", call).result)
                    let found = try await client.search("number", filter: ["tag": tag])
                    #expect(second.isError == (action == "decline"))
                    #expect(found.count == (action == "decline" ? 3 : 0))
                    if action == "accept" { #expect(try second.value["deleted"] == 3) }
                }
            }
        }

        /// Asks to delete what has a tag, and gives the call that agrees.
        private func agreement(
            to filter: JSONValue,
            _ client: StreamableHTTPClient
        ) async throws -> (call: JSONValue, question: String) {
            var call: JSONValue = [
                "name": "delete_documents", "arguments": ["filter": filter], "_meta": Self.asking,
            ]
            let asked = try await client.request("tools/call", call).result
            call["inputResponses"] = ["confirm": ["action": "accept", "content": ["confirm": true]]]
            call["requestState"] = asked["requestState"]
            return (call, asked["inputRequests"]?["confirm"]?["params"]?["message"]?.string ?? "")
        }

        @Test("consent to a deletion serves once, in whichever process, and for these documents as they are")
        func consentOnce() async throws {
            let tag = uniqueTag()
            let filter: JSONValue = ["tag": tag]
            try await server.overHTTP(.r20260728) { client in
                func add(_ count: Int) async throws -> JSONValue {
                    var id: JSONValue = .null
                    for number in 0..<count { id = try await client.add("Number \(number).", metadata: filter) }
                    return id
                }
                _ = try await add(2)
                let consent = try await agreement(to: filter, client)
                #expect(consent.question.contains("2 documents"))
                #expect(
                    ToolOutcome(result: try await client.request("tools/call", consent.call).result).isError == false
                )
                _ = try await add(1)
                let id = try await add(1)
                try await server.overHTTP(.r20260728) { other in
                    for client in [client, other] {
                        let again = try await client.request("tools/call", consent.call).result
                        #expect(ToolOutcome(result: again).isError)
                        #expect(try await client.search("number", filter: filter).count == 2)
                    }
                    // Two others, and the same two in another version: the user is asked again.
                    let consent = try await agreement(to: filter, client)
                    _ = try await client.value("update_document", ["id": id, "title": "Changed"])
                    let asked = try await other.request("tools/call", consent.call).result
                    #expect(asked["resultType"] == "input_required")
                    #expect(try await client.search("number", filter: filter).count == 2)

                    var call = consent.call
                    call["requestState"] = asked["requestState"]
                    let done = try await client.request("tools/call", call).result
                    #expect(try ToolOutcome(result: done).value["deleted"] == 2)
                    #expect(try await client.search("number", filter: filter).isEmpty)
                }
            }
        }

        @Test("where the user cannot be asked, delete_documents says how many there are and wants the number")
        func countedDeletion() async throws {
            let tag = uniqueTag()
            try await server.overHTTP(.r20251125) { client in
                for number in 1...2 { _ = try await client.add("Number \(number).", metadata: ["tag": tag]) }
                let filter: JSONValue = ["tag": tag]
                let refusal = try await client.call("delete_documents", ["filter": filter])
                #expect(refusal.isError)
                #expect(refusal.text.contains(#""expected_count":2"#))
                let wrong = try await client.call("delete_documents", ["filter": filter, "expected_count": 1])
                #expect(wrong.isError)
                #expect(try await client.search("number", filter: filter).count == 2)
                let right = try await client.value("delete_documents", ["filter": filter, "expected_count": 2])
                #expect(right["deleted"] == 2)
                #expect(try await client.search("number", filter: filter).isEmpty)
            }
        }
    }
}

extension TestServer {
    /// Adds a document, deletes it, and one that is not there. Returns its id as text.
    fileprivate func runAudited() async throws -> String {
        var target = ""
        try await overHTTP(nil) { client in
            await client.use(token: settings["MCP_AUTH_TOKEN"])
            try await client.open(.r20260728)
            let id = try await client.add("To be audited.")
            target = "\(id)"
            _ = try await client.value("get_document", ["id": id])
            _ = try await client.value("delete_document", ["id": id])
            #expect(try await client.call("delete_document", ["id": 987_654_321]).isError)
        }
        return target
    }
}
