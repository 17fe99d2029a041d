package import Dispatch

extension DispatchQueue {
    /// Does work that would hold up a thread that runs tasks, and waits for it without holding one up.
    ///
    /// Work given to one serial queue is done in order. What must have a thread of its own, with a stack of its own
    /// size, has ``DedicatedThread``.
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
