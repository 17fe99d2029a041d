import Synchronization
import Testing

@testable import Async

@Suite("The limit on calls at once", .timeLimit(.minutes(1)))
struct ConcurrencyLimiterTests {
    /// Waits until so many calls run and wait.
    private func until(
        _ limiter: ConcurrencyLimiter,
        running: Int,
        waiting: Int
    ) async throws {
        while limiter.counts != (running, waiting) { try await Task.sleep(for: .milliseconds(2)) }
    }

    @Test("no more run at once than may, and all have their turn")
    func limit() async throws {
        let limiter = try ConcurrencyLimiter(running: 3, waiting: 200, maximumWait: .seconds(3600))
        let calls = Calls()
        try await withThrowingTaskGroup { group in
            for _ in 0..<200 {
                group.addTask {
                    try await limiter.withPermit {
                        calls.begin()
                        for _ in 0..<10 { await Task.yield() }
                        calls.end()
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect((1...3).contains(calls.most))
        #expect(calls.done.count == 200)
        #expect(limiter.counts == (0, 0))
    }

    @Test("the first to come is the first to run")
    func order() async throws {
        let limiter = try ConcurrencyLimiter(running: 1, waiting: 10, maximumWait: .seconds(3600))
        let (gate, open) = AsyncStream<Void>.makeStream()
        let calls = Calls()
        try await withThrowingTaskGroup { group in
            group.addTask { try await limiter.withPermit { for await _ in gate {} } }
            try await until(limiter, running: 1, waiting: 0)
            for number in 0..<10 {
                group.addTask { try await limiter.withPermit { calls.end(number) } }
                try await until(limiter, running: 1, waiting: number + 1)
            }
            open.finish()
            try await group.waitForAll()
        }
        #expect(calls.done == Array(0..<10))
    }

    @Test("a caller that finds the queue full is refused at once, with the reason")
    func full() async throws {
        let limiter = try ConcurrencyLimiter(running: 1, waiting: 1, maximumWait: .seconds(3600))
        let (gate, open) = AsyncStream<Void>.makeStream()
        try await withThrowingTaskGroup { group in
            for _ in 0..<2 { group.addTask { try await limiter.withPermit { for await _ in gate {} } } }
            try await until(limiter, running: 1, waiting: 1)
            let error = await #expect(throws: ConcurrencyLimitExceeded.self) {
                try await limiter.withPermit { Issue.record("it must not run") }
            }
            #expect(error?.reason == .tooManyWait)
            #expect(
                error?.description == """
                    The server is busy: it runs 1 call at once, and 1 more wait. Nothing was done; call again in a \
                    little while.
                    """
            )
            open.finish()
            try await group.waitForAll()
        }
        #expect(try await limiter.withPermit { "free again" } == "free again")
    }

    @Test("who has waited too long is refused, and the line goes on without it")
    func patience() async throws {
        let limiter = try ConcurrencyLimiter(running: 1, waiting: 5, maximumWait: .milliseconds(20))
        let (gate, open) = AsyncStream<Void>.makeStream()
        try await withThrowingTaskGroup { group in
            group.addTask { try await limiter.withPermit { for await _ in gate {} } }
            try await until(limiter, running: 1, waiting: 0)
            let error = await #expect(throws: ConcurrencyLimitExceeded.self) {
                try await limiter.withPermit { Issue.record("it must not run") }
            }
            #expect(error?.reason == .waitedTooLong)
            #expect(
                error?.description.contains("it runs 1 call at once, and this one had no turn within 20 ms") == true
            )
            #expect(limiter.counts == (1, 0))
            open.finish()
            try await group.waitForAll()
        }
        #expect(limiter.counts == (0, 0))
    }

    @Test("without a bound on waiting, each has its turn in the end, and one that is cancelled leaves")
    func unbounded() async throws {
        let limiter = try ConcurrencyLimiter(running: 1)
        let inside = Latch()
        let goOn = Latch()
        try await withThrowingTaskGroup(of: Int.self) { group in
            group.addTask {
                try await limiter.withPermit {
                    inside.open()
                    await goOn.wait()
                    return 0
                }
            }
            await inside.wait()
            let leaving = Task { try await limiter.withPermit {} }
            for number in 1...50 { group.addTask { try await limiter.withPermit { number } } }
            try await until(limiter, running: 1, waiting: 51)
            leaving.cancel()
            await #expect(throws: CancellationError.self) { try await leaving.value }
            #expect(limiter.counts == (1, 50))
            goOn.open()
            #expect(try await group.reduce(0, +) == 1275)
        }
        #expect(limiter.counts == (0, 0))
    }

    @Test("a call that is cancelled while it waits leaves the line")
    func cancelled() async throws {
        let limiter = try ConcurrencyLimiter(running: 1, waiting: 5, maximumWait: .seconds(3600))
        let (gate, open) = AsyncStream<Void>.makeStream()
        try await withThrowingTaskGroup { group in
            group.addTask { try await limiter.withPermit { for await _ in gate {} } }
            try await until(limiter, running: 1, waiting: 0)
            let waiting = Task { try await limiter.withPermit { Issue.record("it must not run") } }
            try await until(limiter, running: 1, waiting: 1)
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
            #expect(limiter.counts == (1, 0))
            open.finish()
            try await group.waitForAll()
        }
        #expect(limiter.counts == (0, 0))
    }

    @Test("a call that was cancelled before it came does not wait")
    func cancelledBefore() async throws {
        let limiter = try ConcurrencyLimiter(running: 1, waiting: 5, maximumWait: .seconds(3600))
        try await limiter.withPermit {
            let call = Task {
                while !Task.isCancelled { await Task.yield() }
                try await limiter.withPermit { () -> Void in Issue.record("it must not run") }
            }
            call.cancel()
            await #expect(throws: CancellationError.self) { try await call.value }
            #expect(limiter.counts == (1, 0))
        }
    }

    @Test("no permit is lost, whichever caller is cancelled or times out at any moment")
    func storm() async throws {
        let limiter = try ConcurrencyLimiter(running: 2, waiting: 20, maximumWait: .milliseconds(3))
        await withTaskGroup { group in
            for number in 0..<500 {
                group.addTask {
                    let call = Task {
                        try await limiter.withPermit { for _ in 0..<(number % 7) { await Task.yield() } }
                    }
                    for _ in 0..<(number % 11) { await Task.yield() }
                    if number % 3 == 0 { call.cancel() }
                    _ = await call.result
                }
            }
        }
        #expect(limiter.counts == (0, 0))
    }

    @Test("a failed call gives its permit back")
    func failure() async throws {
        struct Failure: Error {}
        let limiter = try ConcurrencyLimiter(running: 1, waiting: 0, maximumWait: .zero)
        await #expect(throws: Failure.self) { try await limiter.withPermit { throw Failure() } }
        #expect(limiter.counts == (0, 0))
    }

    @Test("limits that cannot be are refused")
    func badLimits() {
        #expect(throws: InvalidLimit.self) { try ConcurrencyLimiter(running: 0, waiting: 1, maximumWait: .zero) }
        #expect(throws: InvalidLimit.self) { try ConcurrencyLimiter(running: 1, waiting: -1, maximumWait: .zero) }
    }
}

/// The calls that run, and have run.
private final class Calls: Sendable {
    private let state = Mutex((running: 0, most: 0, done: [Int]()))

    var most: Int { state.withLock { $0.most } }
    var done: [Int] { state.withLock { $0.done } }

    func begin() {
        state.withLock { state in
            state.running += 1
            state.most = max(state.most, state.running)
        }
    }

    func end(_ number: Int = 0) {
        state.withLock { state in
            state.running -= 1
            state.done.append(number)
        }
    }
}
