/// Waits until a condition holds; a guard against hanging, not a measurement.
package func wait(for what: String, _ condition: () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(60)
    while try await !condition() {
        guard ContinuousClock.now < deadline else { throw TestSupportError("not within a minute: \(what)") }
        try await Task.sleep(for: .milliseconds(20))
    }
}
