/// Waits until a condition holds; a guard against hanging, not a measurement.
package func eventually(_ what: String = "what is awaited", _ condition: () async throws -> Bool) async throws {
    try await awaited(what) { try await condition() ? () : nil }
}

/// What `find` gives, asked again until it gives something; a guard against hanging, not a measurement.
package func awaited<Value>(
    _ what: @autoclosure () -> String,
    within limit: Duration = .seconds(60),
    _ find: () async throws -> Value?
) async throws -> Value {
    let deadline = ContinuousClock.now + limit
    while true {
        if let value = try await find() { return value }
        guard ContinuousClock.now < deadline else { throw TestSupportError("not within \(limit): \(what())") }
        try await Task.sleep(for: .milliseconds(1))
    }
}
