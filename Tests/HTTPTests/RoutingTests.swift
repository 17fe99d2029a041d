import HTTP
import HTTPTypes
import JSONFormat
import TestSupport
import Testing

@Suite("HTTP: routes")
struct RoutingTests {
    /// Answers with what it was asked.
    private static func echo(_ method: HTTPRequest.Method, _ path: String) -> Route {
        Route(method, path, access: .open) { request in
            var variables: JSONObject = [:]
            for (name, value) in request.variables.sorted(by: { $0.key < $1.key }) { variables[name] = .string(value) }
            return .json([
                "method": .string(request.method.rawValue), "template": .string(path),
                "variables": .object(variables),
                "query": .array(request.query.fields.map { [.string($0.name), .string($0.value)] }),
                "body": .string(String(decoding: request.body, as: UTF8.self)),
                "caller": request.caller.map { .string($0.name) } ?? .null,
                "trace": request.trace.map { .string($0.traceID) } ?? .null,
            ])
        }
    }

    private static let documents = [
        echo(.post, "/api/documents"), echo(.post, "/api/documents/search"), echo(.get, "/api/documents/{id}"),
        echo(.put, "/api/documents/{id}"), echo(.delete, "/api/documents/{id}"),
        echo(.get, "/api/documents/{document}/parts/{part}"),
    ]

    @Test("get everything about a request")
    func requests() async throws {
        try await LoopbackServer.with(Self.documents) { server async throws in
            let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
            let answer = try await server.ask(
                server.request("PUT", "/api/documents/7?a=1", body: "x=1", ["Traceparent": trace])
            )
            #expect(
                answer.json == [
                    "method": "PUT", "template": "/api/documents/{id}", "variables": ["id": "7"],
                    "query": [["a", "1"]], "body": "x=1", "caller": "local",
                    "trace": "0af7651916cd43dd8448eb211c80319c",
                ]
            )
        }
    }

    @Test(
        "are found by template, segment by segment",
        arguments: [
            ("/api/documents/a%2Fb", ["id": "a/b"]), ("/api/documents/%C3%BC+x", ["id": "ü+x"]),
            ("/api/d%6Fcuments/1", ["id": "1"]), ("/api/documents/%00", ["id": "\0"]),
            ("/api/documents/1/parts/2", ["document": "1", "part": "2"]),
            ("/api/documents/search/parts/2", ["document": "search", "part": "2"]),
        ] as [(String, JSONObject)]
    )
    func templates(path: String, variables: JSONObject) async throws {
        try await LoopbackServer.with(Self.documents) { server async throws in
            let answer = try await server.ask(server.request("GET", path))
            #expect(answer.status == 200)
            #expect(answer.json?["variables"] == .object(variables))
        }
    }

    @Test(
        "are not found where no template fits: 404",
        arguments: [
            "/", "/api", "/api/documents/", "/api/documents/1/", "/api//documents/1", "/api/documents/1/parts",
            "/api/documents/1/parts/", "/API/documents/1", "/api/documents/1/parts/2/3", "*",
        ]
    )
    func unknown(path: String) async throws {
        try await LoopbackServer.with(Self.documents) { server async throws in
            let answer = try await server.ask(server.request("GET", path))
            #expect(answer.status == 404)
            #expect(answer["allow"] == nil)
            #expect(answer["content-type"] == "application/problem+json")
        }
    }

    @Test("with other methods: 405, and which they are", arguments: ["PATCH", "TRACE", "QUERY", "OPTIONS", "POST"])
    func methods(method: String) async throws {
        try await LoopbackServer.with(Self.documents) { server async throws in
            let answer = try await server.ask(server.request(method, "/api/documents/7", body: "{}"))
            #expect(answer.status == 405)
            #expect(answer["allow"] == "GET, PUT, DELETE, HEAD")
        }
    }

    @Test("a literal goes before a variable, also for methods that only the variable has")
    func literals() async throws {
        try await LoopbackServer.with(Self.documents) { server async throws in
            let found = try await server.ask(server.request("POST", "/api/documents/search", body: "{}"))
            #expect(found.json?["template"] == "/api/documents/search")
            for method in ["GET", "PUT", "DELETE"] {
                let answer = try await server.ask(server.request(method, "/api/documents/search"))
                #expect(answer.status == 405)
                #expect(answer["allow"] == "POST")
            }
        }
    }

    @Test("HEAD is answered where GET is: the same head, no body")
    func head() async throws {
        try await LoopbackServer.with(Self.documents) { server async throws in
            let get = try await server.ask(server.request("GET", "/api/documents/7"))
            let connection = try server.connect()
            try await connection.send(server.request("HEAD", "/api/documents/7"))
            let head = try await connection.answer(toHead: true)
            #expect(head.status == 200)
            #expect(head["content-length"].flatMap { Int($0) } == get.body.count + 1)
            try await connection.send(server.request("GET", "/api/documents/7"))
            #expect(try await connection.answer().status == 200)
        }
    }

    @Test(
        "what is not percent-encoded UTF-8 is a bad request",
        arguments: [
            "/api/documents/%", "/api/documents/%4", "/api/documents/%zz", "/api/documents/%ff", "/%zz",
            "/api/documents/1?a=%", "/api/documents/1?%zz=1",
        ]
    )
    func encoding(path: String) async throws {
        try await LoopbackServer.with(Self.documents) { server async throws in
            let answer = try await server.ask(server.request("GET", path))
            #expect(answer.status == 400)
            #expect(answer["content-type"] == "application/problem+json")
        }
    }

    @Test(
        "queries are decoded, and names may come again",
        arguments: [
            ("", []), ("a", [["a", ""]]), ("a=1&a=2&b=", [["a", "1"], ["a", "2"], ["b", ""]]),
            ("q=a+b%2Bc&x=1=2", [["q", "a b+c"], ["x", "1=2"]]), ("&&a=%C3%BC&", [["a", "ü"]]),
        ] as [(String, JSON)]
    )
    func query(text: String, fields: JSON) async throws {
        try await LoopbackServer.with(Self.documents) { server async throws in
            let answer = try await server.ask(server.request("GET", "/api/documents/1?\(text)"))
            #expect(answer.json?["query"] == fields)
        }
    }

    @Test("pages of allowed origins are told the methods of a path, on every path")
    func preflight() async throws {
        let page = "https://app.example.com"
        var options = RouteOptions()
        options.requestFields = ["if-match"]
        let guarded = Route(.put, "/guarded", access: .caller, options: options) { _ in .text("ok") }
        try await LoopbackServer.with(
            Self.documents + [guarded],
            authorizer: TwoTokens(),
            configure: { $0.allowedOrigins = [page] }
        ) { server async throws in
            let fields: RawFields = ["Origin": page, "Access-Control-Request-Method": "PUT"]
            let open = try await server.ask(server.request("OPTIONS", "/api/documents/7", fields))
            #expect(open.status == 204)
            #expect(open["access-control-allow-origin"] == page)
            #expect(open["access-control-allow-methods"] == "GET, PUT, DELETE, HEAD, OPTIONS")
            // Browsers ask without the token.
            let guarded = try await server.ask(server.request("OPTIONS", "/guarded", fields))
            #expect(guarded.status == 204)
            #expect(guarded["access-control-allow-headers"]?.contains("if-match") == true)
            #expect(try await server.ask(server.request("OPTIONS", "/nothing", fields)).status == 404)
        }
    }

    @Test("are called by known names and by pages of known origins alone")
    func names() async throws {
        try await LoopbackServer.with(Self.documents) { server async throws in
            for path in ["/api/documents/1", "/nothing"] {
                #expect(try await server.ask(server.request("GET", path, ["Host": "evil.example.com"])).status == 421)
                #expect(try await server.ask(server.request("GET", path, ["Origin": "null"])).status == 403)
            }
        }
    }
}
