package import Logging
import Synchronization

/// Keeps what is logged.
package final class LogRecorder: Sendable {
    package struct Entry: Sendable, Equatable {
        package let level: Logger.Level
        package let metadata: Logger.Metadata
    }

    private let log = Mutex<[Entry]>([])

    package init() {}

    package var entries: [Entry] { log.withLock { $0 } }

    package var logger: Logger {
        var logger = Logger(label: "test") { _ in Handler(recorder: self) }
        logger.logLevel = .trace
        return logger
    }

    private struct Handler: LogHandler {
        let recorder: LogRecorder
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            recorder.log.withLock { $0.append(Entry(level: event.level, metadata: event.metadata ?? [:])) }
        }
    }
}
