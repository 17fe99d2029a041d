import Synchronization
import Testing

@testable import Async

@Suite("What is started when it is needed")
struct LazyValueTests {
    private struct Failure: Error {}

    @Test("it is started once for all who ask")
    func once() async throws {
        let starts = Atomic(0)
        let lazy = LazyValue { starts.add(1, ordering: .relaxed).newValue }
        #expect(starts.load(ordering: .relaxed) == 0)
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<100 { group.addTask { try await lazy.value() } }
            for try await value in group { #expect(value == 1) }
        }
        #expect(await lazy.stop() == 1)
    }

    @Test("a start that failed is tried again at the next use")
    func again() async throws {
        let starts = Atomic(0)
        let lazy = LazyValue {
            let number = starts.add(1, ordering: .relaxed).newValue
            if number < 3 { throw Failure() }
            return number
        }
        for _ in 1...2 {
            await #expect(throws: Failure.self) { try await lazy.value() }
        }
        #expect(try await lazy.value() == 3)
    }

    @Test("a caller that is cancelled leaves at once, and the start goes on for the others")
    func cancelledCaller() async throws {
        let (gate, open) = AsyncStream<Void>.makeStream()
        let lazy = LazyValue {
            for await _ in gate {}
            return Task.isCancelled
        }
        let impatient = Task { try await lazy.value() }
        impatient.cancel()
        await #expect(throws: CancellationError.self) { try await impatient.value }
        let patient = Task { try await lazy.value() }
        open.finish()
        #expect(try await patient.value == false)
    }

    @Test("stopping ends a start in progress")
    func stopping() async throws {
        let (starts, started) = AsyncStream<Void>.makeStream()
        let lazy = LazyValue {
            started.finish()
            try await Task.sleep(for: .seconds(3600))
        }
        let waiting = Task { try await lazy.value() }
        for await _ in starts {}
        #expect(await lazy.stop() == nil)
        await #expect(throws: CancellationError.self) { try await waiting.value }
    }
}
