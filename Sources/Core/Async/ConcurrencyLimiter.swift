import Synchronization

/// Limits how many calls run at once. Further calls wait in order of arrival, up to a number and optionally a time.
package final class ConcurrencyLimiter: Sendable {
    /// Calls at once.
    package let running: Int
    private let waiting: Int
    private let maximumWait: Duration?
    private let line: Mutex<PermitLine>

    /// - Parameters:
    ///   - running: The most calls that run at once, 1 or more.
    ///   - waiting: The most calls that wait; 0 refuses every call that cannot run at once.
    ///   - maximumWait: The longest time a call waits; nil for no limit.
    /// - Throws: ``InvalidLimit`` for a number out of its range.
    package init(running: Int, waiting: Int = .max, maximumWait: Duration? = nil) throws(InvalidLimit) {
        try InvalidLimit.check(running, in: 1..., "The calls at once must be 1 or more")
        try InvalidLimit.check(waiting, in: 0..., "The calls that wait must be 0 or more")
        self.running = running
        self.waiting = waiting
        self.maximumWait = maximumWait
        line = Mutex(PermitLine(permits: running, places: waiting))
    }

    /// How many calls run and how many wait at this moment.
    package var counts: (running: Int, waiting: Int) {
        line.withLock { (running - $0.free, $0.waiting) }
    }

    /// Does some work once it is its turn.
    ///
    /// - Throws: ``ConcurrencyLimitExceeded`` when too many wait already or the turn does not come in time,
    ///   `CancellationError` when the task is cancelled while it waits, and what the work throws.
    package func withPermit<Result>(_ work: () async throws -> Result) async throws -> Result {
        try await acquire()
        defer { release() }
        return try await work()
    }

    private func acquire() async throws {
        let number: Int
        switch line.withLock({ $0.arrive() }) {
        case .permit: return
        case .full: throw exceeded(.tooManyWait)
        case .place(let place): number = place
        }
        guard let maximumWait else { return try await wait(number) }
        do {
            try await withTimeLimit(maximumWait) { [self] in try await wait(number) }
        } catch is TimeLimitExceeded {
            throw exceeded(.waitedTooLong)
        }
    }

    private func wait(_ number: Int) async throws {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                switch line.withLock({ $0.wait(number, continuation) }) {
                case .waits: break
                case .granted: continuation.resume()
                case .left: continuation.resume(throwing: CancellationError())
                }
            }
        } onCancel: {
            line.withLock { $0.leave(number) }?.resume(throwing: CancellationError())
        }
    }

    private func release() {
        line.withLock { $0.giveBack() }?.resume()
    }

    private func exceeded(_ reason: ConcurrencyLimitExceeded.Reason) -> ConcurrencyLimitExceeded {
        ConcurrencyLimitExceeded(reason: reason, running: running, waiting: waiting, maximumWait: maximumWait)
    }
}
