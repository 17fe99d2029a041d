package import HTTP

/// Limits everything that takes time: calling tools, reading resources, filling in prompts, completion.
package protocol CallLimit: Sendable {
    /// Does the work when the limits allow it, or throws; its errors are reported like those of the work.
    func perform<Result: Sendable>(
        for caller: Caller,
        _ work: @escaping @Sendable () async throws -> Result
    ) async throws -> Result
}
