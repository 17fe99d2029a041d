import HTTP
import HTTPTypes
import JSONFormat
import MCP

extension RESTOperation {
    /// The tool's arguments as a request gives them. The tool itself checks them.
    func arguments(of request: RouteRequest) throws(HTTPProblem) -> JSONObject {
        var arguments = route.hasBody ? try body(request) : [:]
        for name in arguments.keys where pathArguments[name] != nil || name == precondition {
            let place = name == precondition ? "the header If-Match" : "the path"
            throw HTTPProblem(.badRequest, "\(name) belongs in \(place), not in the body")
        }
        let queried = Set(request.query.fields.map(\.name))
        if let name = queried.union(arguments.keys).first(where: route.omitted.contains) {
            throw HTTPProblem(.badRequest, "\(name) cannot be given here: the path says what is meant")
        }
        for name in queried {
            guard !route.hasBody else {
                throw HTTPProblem(.badRequest, "\(name) is in the query; here arguments belong in the body")
            }
            guard pathArguments[name] == nil else {
                throw HTTPProblem(.badRequest, "\(name) belongs in the path, not in the query")
            }
            arguments[name] = try value(request.query.values(of: name), of: name)
        }
        if takesIdempotencyKey, let key = try IdempotencyKeyField.key(in: request.fields) {
            if let own = arguments[idempotencyArgument]?.stringValue, own != key {
                throw HTTPProblem(
                    .unprocessableContent,
                    "\(idempotencyArgument) in the body is not the Idempotency-Key in the header; one of them is enough"
                )
            }
            // What is no text is left to the tool to refuse.
            if arguments[idempotencyArgument] == nil { arguments[idempotencyArgument] = .string(key) }
        }
        for (name, schema) in pathArguments {
            arguments[name] = Self.value(request.variables[name] ?? "", schema)
        }
        return arguments
    }

    private func body(_ request: RouteRequest) throws(HTTPProblem) -> JSONObject {
        guard request.mediaType == "application/json" else {
            throw HTTPProblem(
                .unsupportedMediaType,
                "Send the arguments as a JSON object, as Content-Type application/json"
            )
        }
        let json: JSON
        do throws(JSONSyntaxError) {
            json = try JSON(parsing: request.body)
        } catch {
            throw HTTPProblem(.badRequest, "The body is not valid JSON: \(error)")
        }
        guard case .object(let members) = json else {
            throw HTTPProblem(.badRequest, "The body must be a JSON object: the arguments of \(route.tool) by name")
        }
        return members
    }

    private func value(_ texts: [String], of name: String) throws(HTTPProblem) -> JSON {
        let schema = queryArguments[name] ?? .null
        if schema["type"] == "array" { return .array(texts.map { Self.value($0, schema["items"] ?? .null) }) }
        guard texts.count == 1 else { throw HTTPProblem(.badRequest, "\(name) must be in the query only once") }
        return Self.value(texts[0], schema)
    }

    /// What a text of a path or a query means by a schema. What does not fit stays text, for the tool to refuse.
    private static func value(_ text: String, _ schema: JSON) -> JSON {
        switch schema["type"]?.stringValue {
        case "integer" where text.utf8.allSatisfy(Self.isOfInteger),
            "number" where text.utf8.allSatisfy(Self.isOfNumber):
            (try? JSON(parsing: text)) ?? .string(text)
        case "boolean" where text == "true" || text == "false": .bool(text == "true")
        case "object": (try? JSON(parsing: text)) ?? .string(text)
        default: .string(text)
        }
    }

    private static func isOfInteger(_ byte: UInt8) -> Bool { "-0123456789".utf8.contains(byte) }
    private static func isOfNumber(_ byte: UInt8) -> Bool { "-+.eE0123456789".utf8.contains(byte) }
}
