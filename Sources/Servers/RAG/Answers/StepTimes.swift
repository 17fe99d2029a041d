/// How long the steps of an answer took.
struct StepTimes: Sendable {
    private(set) var steps: [(name: String, milliseconds: Double)] = []

    mutating func measure<Value>(_ name: String, _ body: () async throws -> Value) async rethrows -> Value {
        let start = ContinuousClock.now
        defer { note(name, (ContinuousClock.now - start) / .milliseconds(1)) }
        return try await body()
    }

    /// Notes a step; one that was done before took longer.
    mutating func note(_ name: String, _ milliseconds: Double) {
        if let place = steps.firstIndex(where: { $0.name == name }) {
            steps[place].milliseconds += milliseconds
        } else {
            steps.append((name, milliseconds))
        }
    }

    var total: Double { steps.reduce(0) { $0 + $1.milliseconds } }
}
