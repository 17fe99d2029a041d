extension PostgresConnection {
    /// What wakes this connection's thread while it waits for notifications.
    var waker: WakeSignal { libpq.signal }

    /// Makes the server send exactly the channels that are wanted.
    func synchronize(_ channels: ListenerChannels, into buffer: NotificationBuffer) async throws(PostgresError) {
        let changes = channels.changes
        guard !changes.listen.isEmpty || !changes.unlisten.isEmpty else { return }
        let text =
            changes.listen.map { "LISTEN \(quoteIdentifier($0));" }
            + changes.unlisten.map { "UNLISTEN \(quoteIdentifier($0));" }
        try await statement { () throws(PostgresError) in
            try requireText(text.joined())
            guard libpq.sendSimple(text.joined()) else { throw libpq.sendError() }
            _ = try libpq.collect(hiding: .none)
        }
        // What was sent before the channels changed is passed on before anybody is told that they have.
        buffer.add(receivedNotifications)
        channels.done(changes)
    }

    /// What has arrived and was not passed on yet.
    private var receivedNotifications: [PostgresNotification] {
        var received: [PostgresNotification] = []
        while let notification = libpq.nextNotification() { received.append(notification) }
        return received
    }

    /// Waits, on this connection's thread, until notifications come or the wanted channels change, and passes them on.
    func receiveNotifications(
        _ channels: ListenerChannels,
        into buffer: NotificationBuffer
    ) async throws(PostgresError) {
        try await synchronize(channels, into: buffer)
        let received = try await statement { () throws(PostgresError) in
            try requireOpen()
            var received = receivedNotifications
            // A wake-up for a change may have been spent on an earlier wait, so look before waiting.
            if received.isEmpty && !channels.hasChanges && !libpq.isCancelRequested { libpq.waitForNews() }
            received += receivedNotifications
            guard !libpq.isCancelRequested else { throw Self.notBegun }
            if received.isEmpty && !libpq.checkAlive() { throw libpq.lostError() }
            return received
        }
        buffer.add(received)
    }
}
