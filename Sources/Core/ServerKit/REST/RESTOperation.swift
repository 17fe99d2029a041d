import Async
import HTTP
import HTTPTypes
import JSONFormat
import MCP

/// A route of REST with the tool it calls.
struct RESTOperation: Sendable {
    let route: RESTRoute
    /// Its name for programs; unique within a server.
    let id: String
    let tool: any ToolHandler
    /// The arguments by the part of the request they are in, each with its JSON Schema.
    let pathArguments: JSONObject
    let queryArguments: JSONObject
    let bodyArguments: JSONObject
    /// The argument that takes its value from `If-Match`.
    let precondition: String?

    init(_ route: RESTRoute, id: String, tool: any ToolHandler) {
        self.route = route
        self.id = id
        self.tool = tool
        let declared = tool.description.inputSchema["properties"]?.objectValue ?? [:]
        let arguments = declared.filter { !route.omitted.contains($0.key) }
        let variables = PathTemplate(route.path).variables
        Swift.precondition(
            variables.allSatisfy { arguments[$0] != nil },
            "\(route.path) has a variable that is no argument of \(route.tool)"
        )
        // A foreign page can make a browser send GET with a cookie.
        Swift.precondition(
            route.verb != .get || tool.description.annotations.readOnly,
            "\(route.tool) changes data, and so is not for GET"
        )
        pathArguments = arguments.filter { variables.contains($0.key) }
        let expected = route.version.map { "expected_\($0)" }
        self.precondition = route.verb == .put ? expected.flatMap { arguments[$0] == nil ? nil : $0 } : nil
        let others = arguments.filter { [precondition = self.precondition] in
            !variables.contains($0.key) && $0.key != precondition
        }
        bodyArguments = route.hasBody ? others : [:]
        queryArguments = route.hasBody ? [:] : others
    }

    /// Whether it is a list that comes in pages, of which each links to the next (RFC 8288).
    var hasPages: Bool { route.verb == .get && queryArguments["cursor"] != nil }

    /// Whether the header `Idempotency-Key` gives an argument.
    var takesIdempotencyKey: Bool { bodyArguments[idempotencyArgument] != nil }

    /// The names of the arguments that must be given.
    var required: Set<String> {
        guard case .array(let names) = tool.description.inputSchema["required"] else { return [] }
        return Set(names.compactMap(\.stringValue))
    }

    /// The route, whose calls go through the runner.
    func route(_ runner: ToolRunner) -> Route {
        var options = RouteOptions()
        options.acceptsCookie = true
        if precondition != nil { options.requestFields.append("if-match") }
        if takesIdempotencyKey { options.requestFields.append("idempotency-key") }
        return Route(route.method, route.path, access: .scopes(tool.description.scopes), options: options) { request in
            do {
                return try await countedAnswer(request, runner)
            } catch let error as ByteBudgetExceeded {
                throw HTTPProblem(error)
            }
        }
    }

    /// The answer. The memory of request and answer is counted, as for a message of MCP.
    private func countedAnswer(_ request: RouteRequest, _ runner: ToolRunner) async throws -> RouteResponse {
        let caller = request.caller ?? .local
        let memory = try runner.memory.reserve(MCPServer.memory(of: request.body.span), for: caller.name)
        var response = try await answer(request, memory, runner)
        if case .bytes(let body) = response.body {
            response.memory = try runner.memory.reserve(
                answerBytes: body.count,
                to: caller,
                isReadOnly: tool.description.annotations.readOnly
            )
        }
        return response
    }

    private func answer(
        _ request: RouteRequest,
        _ memory: ByteReservation,
        _ runner: ToolRunner
    ) async throws -> RouteResponse {
        var arguments = try arguments(of: request)
        if precondition == nil, route.verb != .get, IfMatch.versions(in: request.fields) != nil {
            // Going on would do what the caller asked not to do.
            throw HTTPProblem(.preconditionFailed, "If-Match cannot be checked here; nothing was done")
        }
        guard let precondition, let versions = IfMatch.versions(in: request.fields) else {
            return try await response(to: call(arguments, request, memory, runner), request)
        }
        var detail = ""
        // The tool compares within its transaction, with one version at a time.
        for version in versions {
            arguments[precondition] = .string(version)
            let outcome = try await call(arguments, request, memory, runner)
            guard case .failure(let failure) = outcome, failure.kind == .conflict else {
                return try response(to: outcome, request)
            }
            detail = failure.text
        }
        throw HTTPProblem(.preconditionFailed, detail)
    }

    private func call(
        _ arguments: JSONObject,
        _ request: RouteRequest,
        _ memory: ByteReservation,
        _ runner: ToolRunner
    ) async throws -> ToolRunner.Outcome {
        var context = RequestContext(
            requestID: .string(id),
            caller: request.caller ?? .local,
            trace: request.trace
        )
        context.decoding = .strict
        context.memory = memory
        return try await runner.call(tool, arguments: arguments, context: context)
    }

    private func response(
        to outcome: ToolRunner.Outcome,
        _ request: RouteRequest
    ) throws(HTTPProblem) -> RouteResponse {
        switch outcome {
        case .result(let result) where result.isError: throw HTTPProblem(.unprocessableContent, result.text)
        case .result(let result): return success(result, request)
        case .failure(let failure): throw HTTPProblem(failure)
        case .inputRequired(let required): throw HTTPProblem(required)
        case .task(let state): return accepted(state)
        }
    }

    /// The answer while the work goes on, and where to ask for it.
    private func accepted(_ state: TaskState) -> RouteResponse {
        var response = RouteResponse.json(.object(TaskHandle(state).result.structuredContent ?? [:]))
        response.status = .accepted
        response.fields[.location] = PathTemplate(RESTRoute.task.path).filled { _ in state.id }
        response.fields[.cacheControl] = "private, no-cache"
        response.fields[.xContentTypeOptions] = "nosniff"
        return response
    }

    private func success(_ result: ToolResult, _ request: RouteRequest) -> RouteResponse {
        let members = result.structuredContent ?? ["text": .string(result.text)]
        var response = RouteResponse.json(.object(members))
        // Callers differ in what they may see, and pages send a cookie.
        response.fields[.cacheControl] = "private, no-cache"
        response.fields[.xContentTypeOptions] = "nosniff"
        if let path = route.success.location {
            let isNew = members["outcome"].map { $0 == "created" } ?? true
            if isNew { response.status = .created }
            response.fields[.location] = PathTemplate(path).filled {
                members[$0].map(\.asText) ?? request.variables[$0] ?? ""
            }
        }
        if hasPages, let cursor = members["next_cursor"]?.stringValue {
            let next = request.query.text(replacing: "cursor", with: cursor)
            response.fields[.link] = "<\(request.path)?\(next)>; rel=\"next\""
        }
        if let version = route.version.flatMap({ members[$0]?.stringValue }) {
            response.fields[.eTag] = "\"\(version)\""
        }
        return response
    }
}

extension JSON {
    /// A string unquoted, anything else as JSON.
    fileprivate var asText: String { stringValue ?? description }
}

extension ToolResult {
    fileprivate var text: String {
        content.compactMap { if case .text(let text) = $0 { text } else { nil } }.joined(separator: "\n")
    }
}

extension HTTPField.Name {
    fileprivate static let link = HTTPField.Name("Link")!
}
