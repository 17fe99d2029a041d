package import Async
import HTTP
package import JSONFormat
import Logging
import Synchronization

/// Calls tools, in the same way for MCP over its transports, REST and the command line.
///
/// Each call is wrapped, from the outside in, by the check of the caller's scope, the limits on calls, metrics, and the
/// layers of the server, such as its audit. Errors are reported as a ``CallFailure``.
package final class ToolRunner: Sendable {
    /// How a call ended.
    package enum Outcome: Sendable {
        case result(ToolResult)
        case failure(CallFailure)
        /// The tool has to ask the user something first; nothing has been done yet.
        case inputRequired(InputRequired)
        /// The work goes on, although the call has ended.
        case task(TaskState)
    }

    private let makeTools: @Sendable () -> [any ToolHandler]
    private let made = Mutex<ToolCatalogue?>(nil)
    private let limit: (any CallLimit)?
    /// The limits on the memory of requests and answers.
    package let memory: ByteBudget
    private let layers: [any ToolLayer]
    private let tasks: (any TaskKeeping)?
    private let describeError: (@Sendable (any Error) -> CallFailure?)?
    private let logger: Logger
    private let metrics = OutcomeMetrics(
        counter: "paddle_tool_calls",
        timer: "paddle_tool_call_duration",
        dimensions: ["tool"]
    )

    init(_ description: ServerDescription, logger: Logger) {
        makeTools = description.tools
        limit = description.limit
        memory = description.memory
        layers = description.layers
        tasks = description.tasks
        describeError = description.describeError
        self.logger = logger
    }

    /// The tools, made when first needed.
    package var tools: ToolCatalogue {
        made.withLock { known in
            if let known { return known }
            let made = ToolCatalogue(makeTools(), logger: logger)
            known = made
            return made
        }
    }

    /// Calls a tool.
    ///
    /// - Throws: `CancellationError`, or whatever error the work ended with, where the task was cancelled; an
    ///   ``RPCError`` that a tool threw. Every other failure is an outcome.
    package func call(
        _ tool: any ToolHandler,
        arguments: JSONObject,
        context: RequestContext
    ) async throws -> Outcome {
        let missing = tool.description.scopes.subtracting(context.caller.scopes)
        guard missing.isEmpty else {
            record(tool, "forbidden", since: .now)
            let text = "\(tool.description.name) needs \(missing.inWords), which the caller does not have."
            return .failure(CallFailure(.forbidden, text))
        }
        guard tool.description.taskLifetime != nil, let tasks else {
            return try await perform(tool, arguments: arguments, context: context)
        }
        var own = arguments
        let patience: Duration?
        do {
            patience = try Waiting.take(from: &own, context)
        } catch {
            record(tool, "failed", since: .now)
            return .failure(failure(of: error, in: tool.description.name))
        }
        // Wrong arguments are refused at once, whatever is being done.
        guard (try? tool.check(arguments: own, context: context)) != nil else {
            return try await perform(tool, arguments: own, context: context, as: .short)
        }
        guard !context.waitsForTheEnd else { return try await perform(tool, arguments: own, context: context) }
        let call = LongCall(
            handler: tool,
            arguments: own,
            context: context,
            patience: patience ?? Waiting.patience
        ) { [own] context in
            try await self.perform(tool, arguments: own, context: context)
        }
        do {
            return try await tasks.outcome(of: call)
        } catch let error where !(error is RPCError) && !Task.isCancelled {
            return .failure(failure(of: error, in: tool.description.name))
        }
    }

    /// Does the work of a call that its caller may make, within the limits.
    ///
    /// - Parameter length: How long it may take; nil for what its tool says.
    package func perform(
        _ tool: any ToolHandler,
        arguments: JSONObject,
        context: RequestContext,
        as length: LimitedCall.Length? = nil
    ) async throws -> Outcome {
        let start = ContinuousClock.now
        do {
            let result = try await RequestContext.$current.withValue(context) {
                guard let limit else { return try await callInLayers(tool, arguments, context) }
                return try await limit.perform(context.limited(tool.description, as: length)) {
                    try await self.callInLayers(tool, arguments, context)
                }
            }
            record(tool, result.isError ? "failed" : "ok", since: start)
            return .result(result)
        } catch let error as InputRequired {
            record(tool, "input_required", since: start)
            return .inputRequired(error)
        } catch let error as RPCError {
            record(tool, "failed", since: start)
            throw error
        } catch {
            record(tool, Task.isCancelled ? "cancelled" : "failed", since: start)
            if Task.isCancelled { throw error }
            return .failure(failure(of: error, in: tool.description.name))
        }
    }

    private func callInLayers(
        _ tool: any ToolHandler,
        _ arguments: JSONObject,
        _ context: RequestContext
    ) async throws -> ToolResult {
        var next: ToolInvocation.Next = { try await tool.call(arguments: $0, context: context) }
        for layer in layers.reversed() {
            let inner = next
            let invocation = ToolInvocation(tool: tool.description, context: context)
            next = { try await layer.call(invocation, arguments: $0, next: inner) }
        }
        return try await next(arguments)
    }

    /// What the caller is told about an error of a tool or of other work.
    func failure(of error: any Error, in name: String) -> CallFailure {
        if let error = error as? ToolError { return CallFailure(error) }
        if let failure = describeError?(error) {
            logger.info("a call was refused", metadata: ["call": "\(name)", "reason": "\(failure.text)"])
            return failure
        }
        logger.error("a call failed", metadata: ["call": "\(name)", "error": "\(error)"])
        return CallFailure(.fault, "\(name) failed because of an error inside the server; its log says more.")
    }

    private func record(_ tool: any ToolHandler, _ outcome: String, since start: ContinuousClock.Instant) {
        metrics.record([tool.description.name], outcome: outcome, duration: .now - start)
    }
}
