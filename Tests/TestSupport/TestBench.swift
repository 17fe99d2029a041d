package import Testing

/// What all tests that drive servers share: a home with one cluster, and the judge of their messages. The suite that
/// has the trait `testBench` gets both for as long as its tests run.
package struct TestBench: SuiteTrait, TestScoping {
    @TaskLocal static var sharedHome: PaddleHome?
    @TaskLocal static var judge: SchemaJudge?

    /// Few servers at once: each has a model in memory.
    package static let slots = Slots(4)

    /// The home that tests share when isolation is not their point.
    package static var home: PaddleHome {
        get throws {
            guard let sharedHome else { throw TestSupportError("the suite lacks the trait .testBench") }
            return sharedHome
        }
    }

    package func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        ignoreBrokenPipes()
        _ = try BuildProducts.executable("vector-store")
        let home = try PaddleHome()
        do {
            try await SchemaJudge.with { judge in
                try await Self.$judge.withValue(judge) {
                    try await Self.$sharedHome.withValue(home) { try await function() }
                }
            }
        } catch {
            try? await home.dispose()
            throw error
        }
        try await home.dispose()
    }
}

extension Trait where Self == TestBench {
    package static var testBench: Self { TestBench() }
}
