package import HTTP

/// Limits everything that takes time: calling tools, reading resources, filling in prompts, completion.
package protocol CallLimit: Sendable {
    /// Does the work when the limits allow it, or throws; its errors are reported like those of the work.
    ///
    /// - Parameter isLong: Whether it has the longer time limit.
    func perform<Result: Sendable>(
        for caller: Caller,
        isLong: Bool,
        _ work: @escaping @Sendable () async throws -> Result
    ) async throws -> Result
}
