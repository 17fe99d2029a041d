/// Waits until something is so.
package func eventually(_ condition: () async throws -> Bool) async throws {
    let limit = ContinuousClock.now + .seconds(30)
    while try await !condition() {
        guard ContinuousClock.now < limit else { throw TestSupportError("it did not come true within 30 s") }
        try await Task.sleep(for: .milliseconds(2))
    }
}
