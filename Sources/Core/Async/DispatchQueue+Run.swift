package import Dispatch

extension DispatchQueue {
    /// Does blocking work outside the threads that run tasks, and waits for it without blocking one.
    ///
    /// Work on one serial queue is done in order. For work that needs a thread of its own with a certain stack size,
    /// use ``DedicatedThread``.
    package func run<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            async {
                do {
                    continuation.resume(returning: try work())
                } catch {
                    continuation.resume(throwing: error)
                }
            }
        }
    }
}
