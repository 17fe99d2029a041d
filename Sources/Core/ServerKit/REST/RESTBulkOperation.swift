import Async
import HTTP
import HTTPTypes
import JSONFormat
import MCP

/// A bulk route with the tool it calls.
struct RESTBulkOperation: Sendable {
    /// The most items of one request.
    private static let mostItems = 100_000
    /// The most bytes of one request.
    private static let mostBytes = 1 << 30

    let route: RESTBulkRoute
    let tool: any ToolHandler

    /// The route, whose calls go through the runner.
    func route(_ runner: ToolRunner) -> Route {
        var options = RouteOptions()
        options.acceptsCookie = true
        options.bodyBytes = Self.mostBytes
        return Route(.post, route.path, access: .scopes(tool.description.scopes), options: options) { request, body in
            guard ["application/x-ndjson", "application/jsonl"].contains(request.mediaType) else {
                throw HTTPProblem(
                    .unsupportedMediaType,
                    "Send one JSON object a line, with Content-Type: application/x-ndjson"
                )
            }
            var lines = JSONLines()
            var batch = BulkBatch()
            var output: [UInt8] = []
            do {
                for try await piece in body {
                    for line in try lines.lines(in: piece) {
                        batch.add(line)
                        if batch.isFull { try await finish(&batch, for: request, runner, &output) }
                    }
                    guard lines.number <= Self.mostItems else {
                        throw HTTPProblem(
                            .contentTooLarge,
                            "A request has at most \(Self.mostItems) lines; those before were stored. Send the others in another one"
                        )
                    }
                }
                for line in lines.rest() { batch.add(line) }
                try await finish(&batch, for: request, runner, &output)
            } catch let error as ByteBudgetExceeded {
                throw HTTPProblem(error)
            }
            return RouteResponse(contentType: "application/x-ndjson", body: output)
        }
    }

    /// Calls the tool with a batch, and appends the outcomes.
    private func finish(
        _ batch: inout BulkBatch,
        for request: RouteRequest,
        _ runner: ToolRunner,
        _ output: inout [UInt8]
    ) async throws {
        let entries = batch.take()
        let items = entries.compactMap(\.item)
        var outcomes = try await outcomes(of: items, request, runner)[...]
        for entry in entries {
            var members: JSONObject = ["line": .int(Int64(entry.number))]
            if let error = entry.error {
                members["error"] = .string(error)
            } else if let outcome = outcomes.popFirst() {
                members.merge(outcome.objectValue ?? [:])
            }
            JSON.object(members).append(to: &output)
            output.append(UInt8(ascii: "\n"))
        }
    }

    /// An outcome for each item. Where the tool refuses all for the sake of one, each half of them is
    /// tried alone.
    private func outcomes(
        of items: [JSON],
        _ request: RouteRequest,
        _ runner: ToolRunner
    ) async throws -> [JSON] {
        guard !items.isEmpty else { return [] }
        var arguments: JSONObject = [route.items: .array(items)]
        for (name, value) in route.arguments { arguments[name] = .bool(value) }
        for (name, value) in request.variables { arguments[name] = .string(value) }
        let caller = request.caller ?? .local
        var context = RequestContext(requestID: .string("bulk_\(route.tool)"), caller: caller, trace: request.trace)
        context.decoding = .strict
        context.waitsForTheEnd = true
        context.memory = try runner.memory.reserve(
            items.reduce(0) { $0 + JSON.memoryEstimate(ofText: $1.description) },
            for: caller.name
        )
        switch try await runner.call(tool, arguments: arguments, context: context) {
        case .result(let result):
            guard !result.isError, case .array(let outcomes)? = result.structuredContent?[route.results] else {
                throw HTTPProblem(.unprocessableContent, "The tool \(route.tool) did not answer")
            }
            return outcomes
        case .failure(let failure) where failure.kind == .invalid || failure.kind == .malformed:
            guard items.count > 1 else { return [["error": .string(failure.text)]] }
            let (first, second) = (items.prefix(items.count / 2), items.dropFirst(items.count / 2))
            return try await outcomes(of: Array(first), request, runner)
                + outcomes(of: Array(second), request, runner)
        case .failure(let failure): throw HTTPProblem(failure)
        case .inputRequired(let required): throw HTTPProblem(required)
        case .task: throw HTTPProblem(.internalServerError, "The tool \(route.tool) did not wait for the end")
        }
    }
}

/// The lines of a body that arrives in pieces.
private struct JSONLines {
    private static let longest = 16 << 20

    private var partial: [UInt8] = []
    /// How many lines were found.
    private(set) var number = 0

    /// The whole lines up to the end of a piece, each counted as it is taken.
    mutating func lines(in piece: [UInt8]) throws -> [(number: Int, bytes: [UInt8])] {
        var lines: [(number: Int, bytes: [UInt8])] = []
        var rest = piece[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            number += 1
            lines.append((number, partial + rest[..<end]))
            partial = []
            rest = rest[(end + 1)...]
        }
        partial += rest
        guard partial.count <= Self.longest else {
            throw HTTPProblem(.contentTooLarge, "Line \(number + 1) is longer than \(Self.longest) bytes")
        }
        return lines
    }

    /// What stands after the last line break.
    mutating func rest() -> [(number: Int, bytes: [UInt8])] {
        guard !partial.isEmpty else { return [] }
        number += 1
        defer { partial = [] }
        return [(number, partial)]
    }
}

/// Items that the tool gets together.
private struct BulkBatch {
    typealias Entry = (number: Int, item: JSON?, error: String?)

    private static let mostItems = 100
    private static let mostBytes = 4 << 20

    private var entries: [Entry] = []
    private var bytes = 0

    var isFull: Bool { entries.count >= Self.mostItems || bytes >= Self.mostBytes }

    /// Adds a line; a blank one is nothing.
    mutating func add(_ line: (number: Int, bytes: [UInt8])) {
        guard line.bytes.contains(where: { !" \t\r".utf8.contains($0) }) else { return }
        bytes += line.bytes.count
        do {
            entries.append((line.number, try JSON(parsing: line.bytes), nil))
        } catch {
            entries.append((line.number, nil, "The line is not JSON: \(error)"))
        }
    }

    mutating func take() -> [Entry] {
        defer { self = BulkBatch() }
        return entries
    }
}
