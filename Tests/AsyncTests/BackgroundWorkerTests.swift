import Logging
import ServiceLifecycle
import ServiceLifecycleTestKit
import Synchronization
import Testing

@testable import Async

@Suite("Work in the background")
struct BackgroundWorkerTests {
    /// Scripted rounds, and who waits for them.
    private final class Rounds: Sendable {
        let begun: AsyncStream<Int>
        private let begin: AsyncStream<Int>.Continuation
        private let count = Mutex(0)

        init() { (begun, begin) = AsyncStream.makeStream() }

        /// The number of the round that begins, from 1.
        func next() -> Int {
            let number = count.withLock { count in
                count += 1
                return count
            }
            begin.yield(number)
            return number
        }
    }

    private struct Failure: Error {}

    private let logger = Logger(label: "silent") { _ in SwiftLogNoOpLogHandler() }
    private let soon = Backoff(first: .milliseconds(1), longest: .milliseconds(2))
    /// Longer than any test: what happens at once does not happen for this wait.
    private let never = Backoff(first: .seconds(86_400), longest: .seconds(86_400))

    /// Runs the worker while `body` looks on, then stops it as a process that shuts down does.
    private func running(_ worker: BackgroundWorker, _ body: @Sendable () async throws -> Void) async throws {
        try await testGracefulShutdown { trigger in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await worker.run() }
                try await body()
                trigger.triggerGracefulShutdown()
                try await group.waitForAll()
            }
        }
    }

    @Test("a round is run at the start, and one for each waking")
    func startsAndWakes() async throws {
        let rounds = Rounds()
        let worker = BackgroundWorker(backoff: never, logger: logger) {
            _ = rounds.next()
            return .done
        }
        try await running(worker) {
            var begun = rounds.begun.makeAsyncIterator()
            for number in 1...3 {
                #expect(await begun.next() == number)
                worker.wake()
            }
        }
    }

    @Test("wake-ups during a round cause one round after it, never a concurrent one")
    func wakingsAreGathered() async throws {
        let rounds = Rounds()
        let finish = Latch()
        let isLast = Mutex(false)
        let atOnce = Mutex((now: 0, most: 0))
        let early = Mutex(0)
        let worker = BackgroundWorker(backoff: never, logger: logger) {
            atOnce.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
            defer { atOnce.withLock { $0.now -= 1 } }
            let number = rounds.next()
            if number == 1 { await finish.wait() }
            if number > 2, !isLast.withLock({ $0 }) { early.withLock { $0 += 1 } }
            return .done
        }
        try await running(worker) {
            var begun = rounds.begun.makeAsyncIterator()
            #expect(await begun.next() == 1)
            for _ in 0..<100 { worker.wake() }
            finish.open()
            #expect(await begun.next() == 2)
            isLast.withLock { $0 = true }
            worker.wake()
            #expect(await begun.next() == 3)
        }
        #expect(atOnce.withLock { $0.most } == 1)
        #expect(early.withLock { $0 } == 0)
    }

    @Test("what failed or was left is tried again, until it is done")
    func triesAgain() async throws {
        let rounds = Rounds()
        let worker = BackgroundWorker(backoff: soon, logger: logger) {
            switch rounds.next() {
            case 1, 2: throw Failure()
            case 3: return .unfinished
            default: return .done
            }
        }
        try await running(worker) {
            var begun = rounds.begun.makeAsyncIterator()
            for number in 1...4 { #expect(await begun.next() == number) }
        }
    }

    @Test("a waking does not wait for the next try")
    func wakingIsFirst() async throws {
        let rounds = Rounds()
        let worker = BackgroundWorker(backoff: never, logger: logger) {
            if rounds.next() == 1 { throw Failure() }
            return .done
        }
        try await running(worker) {
            var begun = rounds.begun.makeAsyncIterator()
            #expect(await begun.next() == 1)
            worker.wake()
            #expect(await begun.next() == 2)
        }
    }

    @Test("a shutdown cancels the round that runs, and ends the wait for a next try")
    func stops() async throws {
        let rounds = Rounds()
        let wasCancelled = Mutex(false)
        let busy = BackgroundWorker(backoff: never, logger: logger) {
            _ = rounds.next()
            await Latch().wait()
            wasCancelled.withLock { $0 = Task.isCancelled }
            return .done
        }
        try await running(busy) {
            for await number in rounds.begun where number == 1 { break }
        }
        #expect(wasCancelled.withLock { $0 })

        let failed = Rounds()
        let waiting = BackgroundWorker(backoff: never, logger: logger) {
            _ = failed.next()
            throw Failure()
        }
        try await running(waiting) {
            for await number in failed.begun where number == 1 { break }
        }
    }
}
