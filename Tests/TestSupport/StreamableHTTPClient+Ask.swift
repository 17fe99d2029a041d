extension StreamableHTTPClient {
    /// Sends a request of REST.
    package func ask(
        _ method: String,
        _ path: String,
        _ body: JSONValue? = nil,
        _ headers: [String: String] = [:]
    ) async throws -> HTTPAnswer {
        try await fetch(method, origin + path, headers: headers, body: try body?.serialized)
    }
}
