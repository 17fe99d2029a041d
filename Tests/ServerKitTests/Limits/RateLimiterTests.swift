import Async
import Testing

@testable import ServerKit

@Suite("The rate limit")
struct RateLimiterTests {
    private let start = ContinuousClock.now

    @Test("a burst goes through, then one call each interval, and a refused call costs nothing")
    func burst() throws {
        let limiter = try RateLimiter(perSecond: 2, burst: 3)
        for _ in 0..<3 { #expect(limiter.delay(for: "a", at: start) == nil) }
        for _ in 0..<5 { #expect(limiter.delay(for: "a", at: start) == .milliseconds(500)) }
        #expect(limiter.delay(for: "a", at: start + .milliseconds(400)) == .milliseconds(100))
        #expect(limiter.delay(for: "a", at: start + .milliseconds(500)) == nil)
        #expect(limiter.delay(for: "a", at: start + .milliseconds(500)) == .milliseconds(500))
        // Three intervals later the bucket is full, and no fuller after a year.
        let later = start + .seconds(31_536_000)
        for _ in 0..<3 { #expect(limiter.delay(for: "a", at: later) == nil) }
        #expect(limiter.delay(for: "a", at: later) == .milliseconds(500))
    }

    @Test("in the long run no more calls go through than the rate, however often a caller tries")
    func longRun() throws {
        let limiter = try RateLimiter(perSecond: 10, burst: 5)
        var admitted = 0
        for milliseconds in stride(from: 0, to: 10_000, by: 7) {
            if limiter.delay(for: "a", at: start + .milliseconds(milliseconds)) == nil { admitted += 1 }
        }
        // Ten seconds at ten a second, and the burst; the last tenth of a second may not be used up.
        #expect((103...105).contains(admitted))
    }

    @Test("callers do not share their limits")
    func callers() throws {
        let limiter = try RateLimiter(perSecond: 1, burst: 1)
        #expect(limiter.delay(for: "a", at: start) == nil)
        #expect(limiter.delay(for: "b", at: start) == nil)
        #expect(limiter.delay(for: "a", at: start) == .seconds(1))
    }

    @Test("the caller learns what is allowed and when to call again")
    func error() throws {
        let limiter = try RateLimiter(perSecond: 0.5, burst: 1)
        try limiter.admit("a", at: start)
        let error = #expect(throws: RateLimitExceeded.self) {
            try limiter.admit("a", at: start + .milliseconds(750))
        }
        #expect(error?.retryAfter == .milliseconds(1250))
        #expect(
            error?.description == """
                Too many calls: each caller may make 0.5 per second, and 1 at once after a rest. Nothing was done; \
                call again in 1.3 s.
                """
        )
    }

    @Test("callers at rest are forgotten, and so are those nearest to it when there are too many")
    func memory() throws {
        let limiter = try RateLimiter(perSecond: 1, burst: 10, maximumCallers: 100)
        for number in 0..<100 { #expect(limiter.delay(for: "resting \(number)", at: start) == nil) }
        #expect(limiter.callers == 100)
        let later = start + .seconds(5)
        for _ in 0..<10 { #expect(limiter.delay(for: "busy", at: later) == nil) }
        #expect(limiter.callers == 1)

        for number in 0..<10_000 { #expect(limiter.delay(for: "new \(number)", at: later) == nil) }
        #expect(limiter.callers <= 100)
        #expect(limiter.delay(for: "busy", at: later) != nil)
    }

    @Test("at most one caller is remembered, if so configured")
    func oneCaller() throws {
        let limiter = try RateLimiter(perSecond: 1, burst: 1, maximumCallers: 1)
        for number in 0..<10 { #expect(limiter.delay(for: "\(number)", at: start) == nil) }
        #expect(limiter.callers == 1)
    }

    @Test("limits that cannot be are refused, with what they may be")
    func badLimits() throws {
        for rate in [0, -1, .nan, .infinity, 1e9, 1e-300] {
            let error = #expect(throws: InvalidLimit.self) { try RateLimiter(perSecond: rate, burst: 1) }
            #expect(error?.description.contains("0.000001 to 1000000") == true)
        }
        #expect(throws: InvalidLimit.self) { try RateLimiter(perSecond: 1, burst: 0) }
        #expect(throws: InvalidLimit.self) { try RateLimiter(perSecond: 1, burst: .max) }
        #expect(throws: InvalidLimit.self) { try RateLimiter(perSecond: 1, burst: 1, maximumCallers: 0) }
        let slowest = try RateLimiter(perSecond: 0.000001, burst: 1_000_000)
        #expect(slowest.delay(for: "a", at: start) == nil)
    }

    @Test("calls at the same time take each token once")
    func concurrent() async throws {
        let limiter = try RateLimiter(perSecond: 1, burst: 50)
        let admitted = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<200 { group.addTask { [start] in limiter.delay(for: "a", at: start) == nil } }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(admitted == 50)
    }
}
