import Foundation
import TestSupport
import Testing

/// The documents of the built `vector-store` as resources of REST.
@Suite("Documents over REST", .testBench("vector-store"))
struct DocumentRouteTests {
    private static let documents = "/api/v1/documents"

    @Test("a document is made with 201, found at its Location, changed, and gone once deleted")
    func life() async throws {
        try await TestBench.server.overHTTP(nil) { client in
            let made = try await client.ask("POST", Self.documents, ["content": "Oolong is half oxidised."])
            #expect(made.status == 201)
            let path = try #require(made.head["location"])
            #expect(path == "\(Self.documents)/\(try made.json["id"]?.int ?? 0)")

            let found = try await client.ask("GET", path)
            #expect(found.status == 200)
            #expect(try found.json["content"] == "Oolong is half oxidised.")
            #expect(found.head["etag"] == made.head["etag"])
            #expect(try await client.ask("GET", "\(path)?offset=10&length=4").json["content"] == "half")

            let search: JSONValue = ["query": "How far is oolong oxidised?", "limit": 1]
            let hits = try await client.ask("POST", "\(Self.documents)/search", search)
            #expect(hits.status == 200)
            #expect(try hits.json["hits"]?[0]?["id"] == made.json["id"])

            let changed = try await client.ask("PUT", path, ["title": "Oolong"])
            #expect(changed.status == 200)
            #expect(changed.head["etag"] != made.head["etag"])
            #expect(try await client.ask("GET", path).json["title"] == "Oolong")

            #expect(try await client.ask("DELETE", path).status == 200)
            for method in ["GET", "DELETE"] {
                let gone = try await client.ask(method, path)
                #expect(gone.status == 404)
                #expect(gone.head.mediaType == "application/problem+json")
                #expect(try gone.json["detail"]?.string?.contains("search_documents") == true)
            }
        }
    }

    @Test("many go in and out as NDJSON, with an outcome for each line")
    func lines() async throws {
        try await TestBench.server.overHTTP(nil) { client in
            // The model is loaded before a request that embeds many.
            _ = try await client.ask("POST", Self.documents, ["content": "Oolong."])
            let type = ["Content-Type": "application/x-ndjson"]
            let good = (0..<120).map { #"{"key":"line \#($0)","content":"Line number \#($0)."}"# }
            let lines =
                good + [#"{"key":"line 0"}"#, "", "not JSON", #"{"content":" "}"#, #"{"content":"Text.","id":1}"#]
            let answer = try await client.fetch(
                "POST",
                "\(client.origin)\(Self.documents)/import",
                headers: type,
                body: lines.joined(separator: "\n")
            )
            #expect(answer.status == 200)
            let outcomes = try answer.text.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
            #expect(outcomes.compactMap { $0["line"]?.int } == Array(1...121) + [123, 124, 125])
            #expect(outcomes.prefix(120).allSatisfy { $0["outcome"] == "created" })
            #expect(outcomes.dropFirst(120).allSatisfy { $0["error"] != nil })

            let all = try await client.get("\(Self.documents)/export?vectors=true")
            let found = try all.text.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
                .filter { $0["key"]?.string?.hasPrefix("line ") == true }
            #expect(found.compactMap { $0["content"]?.string } == (0..<120).map { "Line number \($0)." })
            #expect(found.allSatisfy { $0["passages"]?[0]?["vector"]?.array?.count == 384 })
            let wrong = try await client.ask("POST", "\(Self.documents)/import", ["content": "Text."])
            #expect(wrong.status == 415)
        }
    }

    @Test("a document is changed only if the ETag in If-Match is its present one")
    func preconditions() async throws {
        try await TestBench.server.withDocument { client, path, tag in
            func put(_ ifMatch: String) async throws -> Int {
                try await client.ask("PUT", path, ["metadata": ["by": .string(ifMatch)]], ["If-Match": ifMatch]).status
            }
            for stale in ["\"1970-01-01T00:00:00.000000Z\"", "W/\(tag)", "no tag", ""] {
                #expect(try await put(stale) == 412, "\(stale)")
            }
            #expect(try await client.ask("GET", path).json["metadata"] == [:])
            #expect(try await put("\"another\", \(tag)") == 200)
            #expect(try await put(tag) == 412)
            #expect(try await put("*") == 200)
            // What is wrong with the request itself is told first.
            let wrong = try await client.ask("PUT", path, ["title": 7], ["If-Match": tag])
            #expect(wrong.status == 400)
        }
    }

    @Test("a request repeated with its Idempotency-Key is done once; the key with another body is refused")
    func idempotencyKey() async throws {
        try await TestBench.server.overHTTP(nil) { client in
            let key = UUID().uuidString
            func post(_ content: JSONValue, _ headers: [String: String]) async throws -> HTTPAnswer {
                try await client.ask("POST", Self.documents, ["content": content], headers)
            }
            let first = try await post("tea", ["Idempotency-Key": "\"\(key)\""])
            #expect(first.status == 201)
            for value in [key, "\"\(key)\""] {
                let again = try await post("tea", ["Idempotency-Key": value])
                #expect(again.status == 201)
                #expect(try again.json == first.json)
                #expect(again.head["location"] == first.head["location"])
            }
            let other = try await post("coffee", ["Idempotency-Key": key])
            #expect(other.status == 422)
            #expect(try other.json["detail"]?.string?.contains("idempotency_key") == true)
            #expect(try await post("tea", ["Idempotency-Key": ""]).status == 400)
            let null: JSONValue = ["content": "tea", "idempotency_key": .null]
            #expect(try await client.ask("POST", Self.documents, null, ["Idempotency-Key": key]).status == 400)
            let body: JSONValue = ["content": "tea", "idempotency_key": "another"]
            #expect(try await client.ask("POST", Self.documents, body, ["Idempotency-Key": key]).status == 422)
            let path = try #require(first.head["location"])
            #expect(try await client.ask("DELETE", path).status == 200)
        }
    }

    @Test("names and numbers that the database cannot hold, or not tell apart, are answered with 400")
    func unstorable() async throws {
        let fine = ["1e-20000", "0." + String(repeating: "1", count: 20_000)].map { (#"{"n":\#($0)}"#, ".n ") }
        try await TestBench.server.overHTTP(nil) { client in
            for (metadata, named) in [(#"{"\ud800":1,"\udfff":2}"#, #""\ud800""#)] + fine {
                for (path, body) in [
                    (Self.documents, #"{"content":"x","metadata":\#(metadata)}"#),
                    ("\(Self.documents)/search", #"{"query":"x","filter":\#(metadata)}"#),
                    ("/api/v1/tools/delete_documents", #"{"filter":\#(metadata),"expected_count":1}"#),
                ] {
                    let answer = try await client.fetch("POST", client.origin + path, body: body)
                    #expect(answer.status == 400, "\(path): \(answer.text.prefix(300))")
                    #expect(try answer.json["detail"]?.string?.contains(named) == true)
                }
            }
            for body in [
                #"{"content":"x","idempotency_key":"\ud800"}"#, #"{"content":"x","idempotency_key":"\ufffd"}"#,
            ] {
                let answer = try await client.fetch("POST", client.origin + Self.documents, body: body)
                #expect(answer.status == 400)
                #expect(try answer.json["detail"]?.string?.hasPrefix("idempotency_key ") == true)
            }
        }
    }

    @Test("of updates that saw the same version, one is made and no other is lost")
    func race() async throws {
        try await TestBench.server.withDocument { client, path, tag in
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<8 {
                    let change: JSONValue = ["metadata": ["number": .int(number)]]
                    group.addTask { try await client.ask("PUT", path, change, ["If-Match": tag]).status }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.sorted() == [200] + Array(repeating: 412, count: 7))
        }
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var method = "POST"
        var path = DocumentRouteTests.documents
        var type: String? = "application/json"
        var body: String? = #"{"content":"tea"}"#
        let status: Int
    }

    @Test(
        "what the schemas do not allow is refused with a reason",
        arguments: [
            Refusal(
                testDescription: "a number in quotes",
                path: documents + "/search",
                body: #"{"query":"tea","limit":"10"}"#,
                status: 400
            ),
            Refusal(testDescription: "null for nothing", body: #"{"content":"tea","title":null}"#, status: 400),
            Refusal(testDescription: "an unknown member", body: #"{"content":"tea","colour":"green"}"#, status: 400),
            Refusal(testDescription: "no object", body: "[]", status: 400),
            Refusal(testDescription: "half a body", body: #"{"content":"#, status: 400),
            Refusal(testDescription: "no body", body: "", status: 400),
            Refusal(
                testDescription: "an id in the body",
                method: "PUT",
                path: documents + "/1",
                body: #"{"id":2}"#,
                status: 400
            ),
            Refusal(testDescription: "arguments in the query", path: documents + "?title=tea", status: 400),
            Refusal(
                testDescription: "a form",
                type: "application/x-www-form-urlencoded",
                body: "content=tea",
                status: 415
            ),
            Refusal(testDescription: "a body of no type", type: nil, status: 415),
            Refusal(
                testDescription: "an id that is no number",
                method: "GET",
                path: documents + "/first",
                body: nil,
                status: 400
            ),
            Refusal(
                testDescription: "an id past its range",
                method: "GET",
                path: documents + "/2147483648",
                body: nil,
                status: 400
            ),
            Refusal(
                testDescription: "a number with leading zeros",
                method: "GET",
                path: documents + "/1?offset=007",
                body: nil,
                status: 400
            ),
            Refusal(
                testDescription: "a parameter twice",
                method: "GET",
                path: documents + "/1?offset=1&offset=2",
                body: nil,
                status: 400
            ),
            Refusal(
                testDescription: "an unknown parameter",
                method: "GET",
                path: documents + "/1?page=1",
                body: nil,
                status: 400
            ),
        ]
    )
    func refused(_ refusal: Refusal) async throws {
        try await TestBench.server.with(settings: ["EMBEDDING_MODEL": "/nonexistent"]).expect(refusal)
    }

    @Test("what the schemas allow and the work does not is refused with 422")
    func unprocessable() async throws {
        try await TestBench.server.withDocument { client, path, _ in
            let wordless = try await client.ask("POST", Self.documents, ["content": "\t"])
            #expect(wordless.status == 422)
            #expect(try wordless.json["detail"]?.string?.contains("at least one word") == true)
            #expect(try await client.ask("PUT", path, [:]).status == 422)
        }
    }

    @Test("documents are deleted by filter once their number is given")
    func bulk() async throws {
        try await withDatabaseAccess { database in
            try await TestBench.server.with(settings: ["DATABASE_URL": database.url]).overHTTP(nil) { client in
                _ = try await client.ask("POST", Self.documents, ["content": "sencha", "metadata": ["kind": "green"]])
                let path = "/api/v1/tools/delete_documents"
                #expect(try await client.ask("POST", path, ["filter": ["kind": "black"]]).status == 404)
                let asked = try await client.ask("POST", path, ["filter": ["kind": "green"]])
                #expect(asked.status == 409)
                #expect(try asked.json["detail"]?.string?.contains("\"expected_count\":1") == true)
                let agreed = try await client.ask("POST", path, ["filter": ["kind": "green"], "expected_count": 1])
                #expect(agreed.status == 200)
                #expect(try agreed.json["deleted"] == 1)
            }
        }
    }

    @Test("a document is stored under its key with 201, and changed or found unchanged with 200")
    func key() async throws {
        try await TestBench.server.overHTTP(nil) { client in
            let key: JSONValue = .string(UUID().uuidString)
            func post(_ content: JSONValue) async throws -> HTTPAnswer {
                try await client.ask("POST", Self.documents, ["content": content, "key": key])
            }
            let created = try await post("tea")
            #expect(created.status == 201)
            let path = try #require(created.head["location"])
            for (content, outcome) in [("tea", "unchanged"), ("coffee", "updated")] as [(JSONValue, JSONValue)] {
                let answer = try await post(content)
                #expect(answer.status == 200)
                #expect(try answer.json["outcome"] == outcome)
                #expect(answer.head["location"] == path)
            }
            // The path says which document is meant.
            #expect(try await client.ask("GET", "\(path)?key=a").status == 400)
            #expect(try await client.ask("PUT", path, ["title": "T", "key": key]).status == 400)
            #expect(try await client.ask("DELETE", path).status == 200)
        }
    }

    @Test("pages of a list are linked, with what was asked for in each link")
    func pages() async throws {
        try await TestBench.server.overHTTP(nil) { client in
            let tag = UUID().uuidString
            let texts = (0..<5).map { number -> JSONValue in
                ["content": .string("Text \(number)."), "metadata": ["tag & = ü": .string(tag)]]
            }
            // A busy machine may take longer than a caller who says nothing is waited for.
            let batch: JSONValue = ["documents": .array(texts), "wait_seconds": 60]
            let stored = try await client.ask("POST", "\(Self.documents)/batch", batch)
            #expect(stored.status == 200)
            let ids = try #require(try stored.json["results"]?.array?.compactMap { $0["id"] })
            #expect(ids.count == 5)
            let filter: JSONValue = ["tag & = ü": .string(tag)]
            let counted = try await client.ask("POST", "\(Self.documents)/count", ["filter": filter])
            #expect(try counted.json == ["count": 5])
            let query = try #require(
                try filter.serialized.addingPercentEncoding(withAllowedCharacters: .alphanumerics)
            )
            var next: String? = "\(Self.documents)?order=newest&limit=2&filter=\(query)"
            var listed: [JSONValue] = []
            var pages = 0
            while let path = next {
                let page = try await client.ask("GET", path)
                #expect(page.status == 200)
                listed += try page.json["documents"]?.array?.compactMap { $0["id"] } ?? []
                next = page.head["link"]?.firstMatch(of: /^<(.*)>; rel="next"$/).map { String($0.1) }
                pages += 1
            }
            #expect(pages == 3)
            #expect(try await client.ask("GET", "\(Self.documents)?cursor=made-up").status == 422)
            #expect(listed == ids.reversed())
            let similar = try await client.ask("GET", "\(Self.documents)/\(ids[0].int ?? 0)/similar?filter=\(query)")
            #expect(Set(try similar.json["hits"]?.array?.compactMap { $0["id"] } ?? []) == Set(ids.dropFirst()))
            for id in ids { _ = try await client.ask("DELETE", "\(Self.documents)/\(id.int ?? 0)") }
        }
    }

    @Test("a tool that is not shown has no route, and no operation in the OpenAPI document")
    func readOnly() async throws {
        try await TestBench.server.with("--read-only").overHTTP(nil) { client in
            #expect(try await client.ask("POST", Self.documents, ["content": "tea"]).status == 405)
            let refused = try await client.ask("DELETE", "\(Self.documents)/1")
            #expect(refused.status == 405)
            #expect(refused.head["allow"] == "GET, HEAD")
            let paths = try await client.ask("GET", "/api/v1/openapi.json").json["paths"]?.object
            var expected = ["count_documents", "find_similar_documents", "get_document", "get_documents"]
            expected = (expected + ["list_documents", "search_documents"]).map { "/api/v1/tools/\($0)" }
            for path in ["/api/v1/collections/{collection}/documents", Self.documents] {
                expected += ["", "/count", "/search", "/{id}", "/{id}/similar"].map { path + $0 }
            }
            #expect(paths?.keys.sorted() == expected.sorted())
            #expect(paths?["\(Self.documents)/{id}"]?.object?.keys.sorted() == ["get"])
        }
    }

    @Test("scopes and the audit count as over MCP")
    func tokens() async throws {
        try await withDatabaseAccess { database in
            try await withTemporaryFolder { folder in
                let file = folder.appending(path: "tokens")
                try file.write("ann read reader-of-documents\nbob read,write writer-of-documents\n")
                let settings = ["DATABASE_URL": database.url, "MCP_AUTH_TOKEN_FILE": file.path]
                try await TestBench.server.with(settings: settings).overHTTP(nil) { client in
                    for path in ["/api/v1/openapi.json", "\(Self.documents)/1"] {
                        let unknown = try await client.ask("GET", path)
                        #expect(unknown.status == 401)
                        #expect(unknown.head["www-authenticate"]?.hasPrefix("Bearer") == true)
                    }
                    await client.use(token: "writer-of-documents")
                    let path = try #require(
                        try await client.ask("POST", Self.documents, ["content": "tea"]).head["location"]
                    )
                    await client.use(token: "reader-of-documents")
                    #expect(try await client.ask("GET", path).status == 200)
                    let refused = try await client.ask("DELETE", path)
                    #expect(refused.status == 403)
                    #expect(refused.head["www-authenticate"]?.contains("insufficient_scope") == true)
                }
            }
            #expect(
                try await database.rows("SELECT caller, tool, outcome FROM public.paddle_audit") == [
                    ["caller": "bob", "tool": "add_document", "outcome": "done"]
                ]
            )
        }
    }

    @Test("a caller that calls too often learns when to call again")
    func rate() async throws {
        try await TestBench.server.with(settings: ["EMBEDDING_MODEL": "/nonexistent", "RATE_LIMIT": "0.001"]).overHTTP(
            nil
        ) { client in
            #expect(try await client.ask("GET", "\(Self.documents)/2147483647").status == 404)
            let refused = try await client.ask("GET", "\(Self.documents)/2147483647")
            #expect(refused.status == 429)
            #expect(refused.head["retry-after"].flatMap { Int($0) } ?? 0 > 1)
        }
    }
}

extension TestServer {
    /// Sends what is to be refused.
    fileprivate func expect(_ refusal: DocumentRouteTests.Refusal) async throws {
        try await overHTTP(nil) { client in
            let answer = try await client.fetch(
                refusal.method,
                client.origin + refusal.path,
                headers: ["Content-Type": refusal.type],
                body: refusal.body
            )
            #expect(answer.status == refusal.status)
            #expect(answer.head.mediaType == "application/problem+json")
            #expect(try answer.json["status"]?.int == refusal.status)
            #expect(try answer.json["detail"]?.string?.isEmpty == false)
        }
    }

    /// Runs the server with a document that is gone afterwards.
    fileprivate func withDocument(
        _ body: (_ client: StreamableHTTPClient, _ path: String, _ tag: String) async throws -> Void
    ) async throws {
        try await overHTTP(nil) { client in
            let made = try await client.ask("POST", "/api/v1/documents", ["content": "tea"])
            let path = try #require(made.head["location"])
            try await body(client, path, try #require(made.head["etag"]))
            #expect(try await client.ask("DELETE", path).status == 200)
        }
    }
}
