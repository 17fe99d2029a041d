/// Waits until a condition holds; a guard against hanging, not a measurement.
package func eventually(_ what: String = "what is awaited", _ condition: () async throws -> Bool) async throws {
    let limit = Duration.seconds(60)
    let deadline = ContinuousClock.now + limit
    while try await !condition() {
        guard ContinuousClock.now < deadline else { throw TestSupportError("not within \(limit): \(what)") }
        try await Task.sleep(for: .milliseconds(2))
    }
}
