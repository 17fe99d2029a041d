import Testing

@testable import Async

@Suite("The time limit of a call", .timeLimit(.minutes(1)))
struct TimeLimitTests {
    private struct Failure: Error {}

    @Test("work that ends in time has its result, or its own error")
    func inTime() async throws {
        #expect(try await withTimeLimit(.seconds(3600)) { 42 } == 42)
        await #expect(throws: Failure.self) { try await withTimeLimit(.seconds(3600)) { throw Failure() } }
    }

    @Test("work that takes too long is cancelled, and the error tells the limit")
    func tooLong() async {
        let error = await #expect(throws: TimeLimitExceeded.self) {
            try await withTimeLimit(.milliseconds(20)) { try await Task.sleep(for: .seconds(3600)) }
        }
        #expect(error?.limit == .milliseconds(20))
        #expect(error?.limit == .milliseconds(20))
        #expect(error?.description == "no end within 20 ms")
    }

    @Test("whatever work throws when it is cancelled, the error is about the limit")
    func otherError() async {
        await #expect(throws: TimeLimitExceeded.self) {
            try await withTimeLimit(.zero) {
                do { try await Task.sleep(for: .seconds(3600)) } catch { throw Failure() }
            }
        }
    }

    @Test("work that ends well although it was cancelled has its result")
    func endsWell() async throws {
        let wasCancelled = try await withTimeLimit(.milliseconds(1)) {
            while !Task.isCancelled { await Task.yield() }
            return Task.isCancelled
        }
        #expect(wasCancelled)
    }

    @Test("a caller that is cancelled does not get an error about a limit")
    func callerCancelled() async {
        let (starts, started) = AsyncStream<Void>.makeStream()
        let caller = Task {
            try await withTimeLimit(.seconds(3600)) {
                started.finish()
                do {
                    try await Task.sleep(for: .seconds(3600))
                } catch {
                    // So that whatever else was cancelled has come to its end before.
                    _ = await Task { try await Task.sleep(for: .milliseconds(20)) }.result
                    throw error
                }
            }
        }
        for await _ in starts {}
        caller.cancel()
        await #expect(throws: CancellationError.self) { try await caller.value }
    }

    @Test("no time at all, or less, is a limit too", arguments: [Duration.zero, .seconds(-5)])
    func noTime(limit: Duration) async {
        await #expect(throws: TimeLimitExceeded.self) {
            try await withTimeLimit(limit) { try await Task.sleep(for: .seconds(3600)) }
        }
    }

    @Test(
        "durations are told in words, rounded up",
        arguments: [
            (.zero, "0 ms"), (.microseconds(1), "1 ms"), (.milliseconds(999), "999 ms"), (.milliseconds(1001), "1.1 s"),
            (.seconds(1), "1 s"), (.milliseconds(2500), "2.5 s"), (.milliseconds(9999), "10 s"),
            (.milliseconds(10_001), "11 s"), (.seconds(119), "119 s"), (.seconds(121), "3 min"),
            (.seconds(600), "10 min"),
        ] as [(Duration, String)]
    )
    func words(duration: Duration, text: String) {
        #expect(duration.inWords == text)
    }
}
