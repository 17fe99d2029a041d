package import HTTP

/// Bounds on everything that takes time: calls of tools, reading resources, filling in prompts, completion.
package protocol CallLimit: Sendable {
    /// Does the work when it may be done, or throws instead; what it throws is told as what the work throws.
    func perform<Result: Sendable>(
        for caller: Caller,
        _ work: @escaping @Sendable () async throws -> Result
    ) async throws -> Result
}
