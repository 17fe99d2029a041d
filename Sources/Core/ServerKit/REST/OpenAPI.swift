import HTTP
import HTTPTypes
import JSONFormat
import MCP
import OrderedCollections

/// The description of a server's REST routes in OpenAPI 3.1, made from the schemas of the tools.
struct OpenAPI {
    let title: String
    let version: String
    let description: String
    let operations: [RESTOperation]
    let asksForTokens: Bool

    private static let problemType = "application/problem+json"

    /// The document for callers with these scopes; it leaves out what they may not call.
    func json(for scopes: Set<Scope>) -> JSON {
        let visible = operations.filter { $0.tool.description.scopes.isSubset(of: scopes) }
        var document: JSONObject = [
            "openapi": "3.1.0",
            "info": ["title": .string(title), "version": .string(version), "description": .string(description)],
            "paths": .object(paths(of: visible)),
            "components": .object(components),
        ]
        if asksForTokens { document["security"] = [["token": []]] }
        return .object(document)
    }

    private func paths(of operations: [RESTOperation]) -> JSONObject {
        var paths: OrderedDictionary<String, JSONObject> = [:]
        for operation in operations {
            paths[operation.route.path, default: [:]][operation.route.verb.rawValue] = .object(
                description(of: operation)
            )
        }
        return JSONObject(uniqueKeysWithValues: paths.map { ($0.key, .object($0.value)) })
    }

    private var components: JSONObject {
        var components: JSONObject = [
            "schemas": [
                "Problem": [
                    "type": "object",
                    "description": "Why a request was not served (RFC 9457).",
                    "properties": [
                        "type": ["type": "string"], "title": ["type": "string"], "status": ["type": "integer"],
                        "detail": [
                            "type": "string", "description": "What was wrong, what was expected, and what to do next.",
                        ],
                    ],
                    "required": ["type", "title", "status", "detail"],
                ]
            ],
            "responses": .object(problems),
        ]
        if asksForTokens {
            components["securitySchemes"] = ["token": ["type": "http", "scheme": "bearer"]]
        }
        return components
    }

    private var problems: JSONObject {
        let content: JSON = [Self.problemType: ["schema": ["$ref": "#/components/schemas/Problem"]]]
        var problems: JSONObject = [
            "Problem": ["description": "The request was not served.", "content": content]
        ]
        if asksForTokens {
            problems["Unauthorized"] = [
                "description": "The request has no valid token.",
                "headers": ["WWW-Authenticate": ["required": true, "schema": ["type": "string"]]],
                "content": content,
            ]
        }
        return problems
    }

    private func description(of operation: RESTOperation) -> JSONObject {
        let tool = operation.tool.description
        var members: JSONObject = [
            "operationId": .string(operation.id), "summary": .string(tool.title),
            "description": .string(tool.description),
        ]
        let parameters = parameters(of: operation)
        if !parameters.isEmpty { members["parameters"] = .array(parameters) }
        if operation.route.hasBody {
            members["requestBody"] = [
                "required": true, "content": ["application/json": ["schema": bodySchema(of: operation)]],
            ]
        }
        let success = success(of: operation)
        var responses: JSONObject = [operation.route.success.location == nil ? "200" : "201": success]
        if case .stored = operation.route.success { responses["200"] = success }
        if tool.taskLifetime != nil { responses["202"] = accepted(of: operation) }
        if asksForTokens { responses["401"] = ["$ref": "#/components/responses/Unauthorized"] }
        responses["default"] = ["$ref": "#/components/responses/Problem"]
        members["responses"] = .object(responses)
        return members
    }

    private func parameters(of operation: RESTOperation) -> [JSON] {
        let inPath = operation.pathArguments.map { name, schema -> JSON in
            ["name": .string(name), "in": "path", "required": true, "schema": schema]
        }
        let inQuery = operation.queryArguments.map { name, schema -> JSON in
            var parameter: JSONObject = [
                "name": .string(name), "in": "query", "required": .bool(operation.required.contains(name)),
            ]
            if schema["type"] == "object" {
                parameter["content"] = ["application/json": ["schema": schema]]
            } else {
                parameter["schema"] = schema
            }
            return .object(parameter)
        }
        let precondition: JSON = [
            "name": "If-Match", "in": "header", "schema": ["type": "string"],
            "description": "An ETag: the change is made only if this is still the current version.",
        ]
        let key: JSON = [
            "name": "Idempotency-Key", "in": "header",
            "schema": ["type": "string", "minLength": 1, "maxLength": 255],
            "description": "As idempotency_key in the body: a request repeated with it is done once.",
        ]
        return inPath + inQuery + (operation.precondition == nil ? [] : [precondition])
            + (operation.takesIdempotencyKey ? [key] : [])
    }

    private func bodySchema(of operation: RESTOperation) -> JSON {
        var schema: JSONObject = ["type": "object", "properties": .object(operation.bodyArguments)]
        let required = operation.bodyArguments.keys.filter(operation.required.contains)
        if !required.isEmpty { schema["required"] = .array(required.map(JSON.string)) }
        schema["additionalProperties"] = false
        return .object(schema)
    }

    /// What is answered while the work goes on.
    private func accepted(of operation: RESTOperation) -> JSON {
        [
            "description": "The work goes on as a task.",
            "headers": [
                "Location": [
                    "required": true, "schema": ["type": "string"], "description": "Where to ask for its result.",
                ]
            ],
            "content": [
                "application/json": ["schema": operation.tool.description.outputSchema ?? ["type": "object"]]
            ],
        ]
    }

    private func success(of operation: RESTOperation) -> JSON {
        var headers: JSONObject = [:]
        if operation.route.success.location != nil {
            headers["Location"] = [
                "required": true, "schema": ["type": "string"], "description": "The path of what was stored.",
            ]
        }
        if operation.hasPages {
            headers["Link"] = [
                "schema": ["type": "string"], "description": "The next page, rel=\"next\"; absent on the last page.",
            ]
        }
        if operation.route.version != nil {
            headers["ETag"] = [
                "schema": ["type": "string"], "description": "The version, which every change replaces; for If-Match.",
            ]
        }
        var response: JSONObject = ["description": "The result."]
        if !headers.isEmpty { response["headers"] = .object(headers) }
        let schema = operation.tool.description.outputSchema ?? ["type": "object"]
        response["content"] = ["application/json": ["schema": schema]]
        return .object(response)
    }
}
