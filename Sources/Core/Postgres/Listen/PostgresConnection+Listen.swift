extension PostgresConnection {
    /// Wakes this connection's thread while it waits for notifications.
    var waker: WakeSignal { libpq.signal }

    /// Makes the server send exactly the wanted channels.
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
        // Notifications sent before the channels changed are delivered before anyone learns of the change.
        buffer.add(receivedNotifications)
        channels.done(changes)
    }

    /// The notifications that have arrived and were not delivered yet.
    private var receivedNotifications: [PostgresNotification] {
        var received: [PostgresNotification] = []
        while let notification = libpq.nextNotification() { received.append(notification) }
        return received
    }

    /// Waits, on this connection's thread, until notifications arrive or the wanted channels change, and handles
    /// either.
    func receiveNotifications(
        _ channels: ListenerChannels,
        into buffer: NotificationBuffer
    ) async throws(PostgresError) {
        try await synchronize(channels, into: buffer)
        let received = try await statement { () throws(PostgresError) in
            try requireOpen()
            var received = receivedNotifications
            // An earlier wait may have consumed the wake-up for a change, so check before waiting.
            if received.isEmpty && !channels.hasChanges && !libpq.isCancelRequested { libpq.waitForNews() }
            received += receivedNotifications
            guard !libpq.isCancelRequested else { throw Self.notBegun }
            if received.isEmpty && !libpq.checkAlive() { throw libpq.lostError() }
            return received
        }
        buffer.add(received)
    }
}
