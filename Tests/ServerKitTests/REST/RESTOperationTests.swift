import HTTP
import HTTPTypes
import JSONFormat
import Logging
import MCP
import Testing

@testable import ServerKit

/// What a route makes of a tool with an argument of every kind.
@Suite("A tool as a route of REST")
struct RESTOperationTests {
    private struct Brew: Tool {
        static let definition = ToolDefinition(
            name: "brew",
            title: "Brew",
            description: "Brews a tea.",
            annotations: .readOnly
        )

        struct Input: ToolInput {
            @Argument("Which.", .range(1...)) var id: Int32
            @Argument("How strong.", .range(0...1)) var strength: Double
            @Argument("With milk.") var milk: Bool = false
            @Argument("With what.") var with: [String] = []
            @Argument("Only if this is its version.") var expectedVersion: String?
        }

        struct Output: ToolOutput {
            var id: Int32
            var version: String
        }

        func call(_ input: Input, context: RequestContext) async throws -> Output {
            Output(id: input.id, version: "\(input.strength)\(input.milk)\(input.with)")
        }
    }

    private func operation(_ route: RESTRoute) -> RESTOperation {
        RESTOperation(route, id: route.tool, tool: Brew().handler)
    }

    @Test("with a body, what is not in the path is in the body; the version is in If-Match")
    func body() {
        let operation = operation(RESTRoute(.put, "/teas/{id}", tool: "brew", versionedBy: "version"))
        #expect(Array(operation.pathArguments.keys) == ["id"])
        #expect(Array(operation.bodyArguments.keys) == ["strength", "milk", "with"])
        #expect(operation.queryArguments.isEmpty)
        #expect(operation.precondition == "expected_version")
    }

    @Test("without a body, it is in the query")
    func query() {
        let operation = operation(RESTRoute(.get, "/teas/{id}", tool: "brew"))
        #expect(Array(operation.queryArguments.keys) == ["strength", "milk", "with", "expected_version"])
        #expect(operation.bodyArguments.isEmpty)
        #expect(operation.precondition == nil)
    }

    @Test("OpenAPI tells of parameters, body, headers and who may ask", arguments: [true, false])
    func document(asksForTokens: Bool) throws {
        let document = OpenAPI(
            title: "Teas",
            version: "1",
            description: "About tea.",
            operations: [
                operation(RESTRoute(.put, "/teas/{id}", tool: "brew", versionedBy: "version")),
                operation(RESTRoute(.post, "/teas", tool: "brew", success: .created(at: "/teas/{id}"))),
                operation(RESTRoute(.get, "/teas/{id}", tool: "brew")),
            ],
            asksForTokens: asksForTokens
        ).json(for: Set(Scope.allCases))
        #expect(document["openapi"] == "3.1.0")
        let item = document["paths"]?["/teas/{id}"]
        let put = item?["put"]
        #expect(put?.names(of: "parameters") == ["id", "If-Match"])
        let schema = put?["requestBody"]?["content"]?["application/json"]?["schema"]
        #expect(schema?["required"] == ["strength"])
        #expect(schema?["additionalProperties"] == false)
        #expect(put?["responses"]?["200"]?["headers"]?["ETag"] != nil)
        #expect(put?["responses"]?["default"] == ["$ref": "#/components/responses/Problem"])
        #expect(item?["get"]?.names(of: "parameters") == ["id", "strength", "milk", "with", "expected_version"])
        #expect(item?["get"]?["requestBody"] == nil)
        #expect(document["paths"]?["/teas"]?["post"]?["responses"]?["201"]?["headers"]?["Location"] != nil)
        #expect((document["security"] == [["token": []]]) == asksForTokens)
        #expect((put?["responses"]?["401"] != nil) == asksForTokens)
    }

    @Test("each sort of failure has a status, and says when to come again where that helps")
    func failures() {
        let statuses: [(CallFailure.Kind, Int, String?)] = [
            (.malformed, 400, nil), (.invalid, 422, nil), (.notFound, 404, nil), (.conflict, 409, nil),
            (.tooManyCalls(retryAfter: .milliseconds(1_200)), 429, "2"), (.busy, 503, "1"), (.timedOut, 504, nil),
            (.unavailable, 503, "5"), (.fault, 500, nil),
        ]
        for (kind, status, delay) in statuses {
            let problem = HTTPProblem(CallFailure(kind, "Why."))
            #expect(problem.status.code == status)
            #expect(problem.detail == "Why.")
            #expect(problem.fields[.retryAfter] == delay)
        }
    }
}

extension JSON {
    /// The names of the objects in a member that is an array.
    fileprivate func names(of member: String) -> [String] {
        guard case .array(let elements) = self[member] else { return [] }
        return elements.compactMap { $0["name"]?.stringValue }
    }
}
