package import Postgres

/// The payloads that are told on a channel while `body` runs, in order.
package func notifications(
    _ configuration: PostgresConfiguration,
    on channel: String,
    during body: () async throws -> Void
) async throws -> [String] {
    let listener = PostgresListener(configuration, logger: silentLogger)
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { await listener.run() }
        defer { group.cancelAll() }
        try await listener.listen(to: channel)
        try await body()
        // Notifications come in the order of the commits, so nothing is left out after this one.
        try await ask(configuration, "SELECT pg_notify(\(channel), 'the end')::text")
        var payloads: [String] = []
        for await event in listener.events {
            guard case .notification(let notification) = event, notification.payload != "the end" else { break }
            payloads.append(notification.payload)
        }
        return payloads
    }
}
