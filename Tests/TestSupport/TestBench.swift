package import Testing

/// What all tests of one server share: a home with one cluster, and the judge of their messages. The suite that has the
/// trait `testBench` gets both for as long as its tests run.
package struct TestBench: SuiteTrait, TestScoping {
    @TaskLocal private static var current: TestServer?
    @TaskLocal static var judge: SchemaJudge?

    /// Few servers at once: each may have a model in memory. A test waits for its turn within its time limit, so one that
    /// starts a server should have none.
    package static let slots = Slots(6)

    /// The server, in the home that tests share when isolation is not their point.
    package static var server: TestServer {
        get throws {
            guard let current else { throw TestSupportError("the suite lacks the trait .testBench") }
            return current
        }
    }

    let name: String

    package func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        ignoreBrokenPipes()
        _ = try BuildProducts.executable(name)
        try await TestServer.inFreshHome(name) { server in
            try await SchemaJudge.with { judge in
                try await Self.$judge.withValue(judge) {
                    try await Self.$current.withValue(server) { try await function() }
                }
            }
        }
    }
}

extension Trait where Self == TestBench {
    /// A bench for the server whose executable has this name.
    package static func testBench(_ name: String) -> Self { TestBench(name: name) }
}
