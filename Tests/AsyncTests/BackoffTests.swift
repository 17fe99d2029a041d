import Testing

@testable import Async

@Suite("Waiting after failures")
struct BackoffTests {
    private let backoff = Backoff(first: .seconds(1), longest: .seconds(10))

    @Test(
        "each further failure doubles the wait, up to the longest",
        arguments: [(1, 1), (2, 2), (3, 4), (4, 8), (5, 10), (1_000, 10)]
    )
    func doubles(failures: Int, seconds: Int) {
        #expect(backoff.delay(afterFailures: failures, jitter: 1) == .seconds(seconds))
    }

    @Test("chance shortens a wait by at most its half")
    func jitter() {
        #expect(backoff.delay(afterFailures: 3, jitter: 0) == .seconds(2))
        for _ in 0..<100 { #expect((.seconds(2)...Duration.seconds(4)).contains(backoff.delay(afterFailures: 3))) }
    }
}
