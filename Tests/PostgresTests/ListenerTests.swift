import Postgres
import TestSupport
import Testing

@Suite("LISTEN and NOTIFY", .timeLimit(.minutes(3)))
struct ListenerTests {
    private func withListener(
        buffering limit: Int = 1024,
        _ body: (PostgresListener, PostgresConnection) async throws -> Void
    ) async throws {
        try await withTestDatabase { configuration async throws in
            let listener = PostgresListener(configuration, logger: silentLogger, buffering: limit)
            let sender = try await PostgresConnection.connect(configuration, logger: testLogger)
            let running = Task { await listener.run() }
            do {
                try await body(listener, sender)
            } catch {
                running.cancel()
                throw error
            }
            running.cancel()
            await running.value
            await sender.close()
        }
    }

    private func notify(_ sender: PostgresConnection, _ channel: String, _ payload: String) async throws {
        try await sender.execute("SELECT pg_notify(\(channel), \(payload))")
    }

    private func notification(
        _ events: inout PostgresListener.Events.AsyncIterator
    ) async throws -> PostgresNotification {
        let event = await events.next()
        guard case .notification(let notification) = event else { throw Unexpected(event: event) }
        return notification
    }

    private struct Unexpected: Error { let event: PostgresListener.Event? }

    @Test("what is sent after listen has returned comes, in order, and with who sent it")
    func order() async throws {
        try await withListener { listener, sender async throws in
            try await listener.listen(to: "Jobs \"quoted\"")
            for number in 0..<100 { try await notify(sender, "Jobs \"quoted\"", "\(number)") }
            var events = listener.events.makeAsyncIterator()
            let pid = await sender.backendPID
            for number in 0..<100 {
                let expected = PostgresListener.Event.notification(
                    .init(channel: "Jobs \"quoted\"", payload: "\(number)", backendPID: pid)
                )
                #expect(await events.next() == expected)
            }
        }
    }

    @Test("a channel added while waiting is listened to at once, and one removed no more")
    func addAndRemove() async throws {
        try await withListener { listener, sender async throws in
            var events = listener.events.makeAsyncIterator()
            for channel in ["a", "b", "c"] {
                try await listener.listen(to: channel)
                try await notify(sender, channel, "x")
                let notification = try await notification(&events)
                #expect(notification.channel == channel)
            }
            listener.unlisten("a")
            // The next channel is listened to after "a" was given up.
            try await listener.listen(to: "d")
            try await notify(sender, "a", "lost")
            try await notify(sender, "d", "found")
            let notification = try await notification(&events)
            #expect(notification.payload == "found")
        }
    }

    @Test("after a lost connection it listens again and says that something may be missing")
    func reconnects() async throws {
        try await withListener { listener, sender async throws in
            try await listener.listen(to: "jobs")
            var events = listener.events.makeAsyncIterator()
            for round in 0..<3 {
                try await sender.execute(
                    """
                    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE datname = current_database() AND pid <> pg_backend_pid()
                    """
                )
                #expect(await events.next() == .mayHaveMissed)
                try await notify(sender, "jobs", "\(round)")
                let notification = try await notification(&events)
                #expect(notification.payload == "\(round)")
            }
        }
    }

    @Test("a consumer that is too slow learns of it, and gets the newest notifications")
    func overflow() async throws {
        try await withListener(buffering: 10) { listener, sender async throws in
            try await listener.listen(to: "jobs")
            try await listener.listen(to: "end")
            for number in 0..<100 { try await notify(sender, "jobs", "\(number)") }
            try await listener.listen(to: "later")
            var events = listener.events.makeAsyncIterator()
            #expect(await events.next() == .mayHaveMissed)
            for number in 90..<100 {
                let notification = try await notification(&events)
                #expect(notification.payload == "\(number)")
            }
        }
    }

    @Test("cancelling ends waiting for a channel, for an event, and the listener")
    func cancelling() async throws {
        let nowhere = PostgresConfiguration(parameters: ["host": "/nonexistent"])
        let listener = PostgresListener(nowhere, logger: silentLogger)
        let running = Task { await listener.run() }
        let listening = Task { try await listener.listen(to: "jobs") }
        listening.cancel()
        let error = await #expect(throws: PostgresError.self) { try await listening.value }
        #expect(error?.code == .cancelled)
        let waiting = Task {
            var events = listener.events.makeAsyncIterator()
            return await events.next()
        }
        waiting.cancel()
        #expect(await waiting.value == nil)
        running.cancel()
        await running.value
        var events = listener.events.makeAsyncIterator()
        #expect(await events.next() == nil)
        await #expect(throws: PostgresError.self) { try await listener.listen(to: "jobs") }
    }

    @Test("a name that cannot be a channel is refused", arguments: ["", String(repeating: "x", count: 64), "a\0b"])
    func badName(name: String) async throws {
        let listener = PostgresListener(PostgresConfiguration(), logger: testLogger)
        let error = await #expect(throws: PostgresError.self) { try await listener.listen(to: name) }
        #expect(error?.code == .usage)
    }
}
