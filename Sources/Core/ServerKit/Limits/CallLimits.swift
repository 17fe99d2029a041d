import MCP
import OrderedCollections

/// The bounds on calls of tools: how many a second a caller makes, how many run at once, how long one takes.
struct CallLimits: ToolLayer {
    private let rate: RateLimiter?
    private let concurrency: ConcurrencyLimiter
    private let timeout: Duration?

    init(_ settings: ServingSettings) throws(InvalidLimit) {
        rate = try settings.rateLimit.map { rate throws(InvalidLimit) in
            // A second's worth may come at once, and always one.
            try RateLimiter(perSecond: rate, burst: max(1, Int(rate.rounded(.up))))
        }
        concurrency = try ConcurrencyLimiter(running: settings.callConcurrency, waiting: 1024, patience: .seconds(60))
        timeout = settings.callTimeout
    }

    func call(
        _ invocation: ToolInvocation,
        arguments: JSONObject,
        next: @escaping ToolInvocation.Next
    ) async throws -> ToolResult {
        try rate?.admit(invocation.context.caller.name)
        return try await concurrency.withPermit {
            guard let timeout else { return try await next(arguments) }
            return try await withTimeLimit(timeout) { try await next(arguments) }
        }
    }
}
