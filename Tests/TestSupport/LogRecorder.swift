package import Logging
import Synchronization

/// Keeps what is logged.
package final class LogRecorder: Sendable {
    package struct Entry: Sendable, Equatable {
        package let level: Logger.Level
        package let message: Logger.Message
        package let metadata: Logger.Metadata
    }

    private let log = Mutex<[Entry]>([])

    package init() {}

    package var entries: [Entry] { log.withLock { $0 } }

    package var logger: Logger {
        Logger { event in
            let entry = Entry(level: event.level, message: event.message, metadata: event.metadata ?? [:])
            self.log.withLock { $0.append(entry) }
        }
    }
}

extension Logger {
    /// A logger that hands over each event, of every level.
    package init(_ receive: @escaping @Sendable (LogEvent) -> Void) {
        self.init(label: "test") { _ in ReceivingLogHandler(receive: receive) }
    }
}

private struct ReceivingLogHandler: LogHandler {
    let receive: @Sendable (LogEvent) -> Void
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { receive(event) }
}
