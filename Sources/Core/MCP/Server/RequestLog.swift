import JSONFormat

/// The levels of log messages, as syslog has them.
public enum LogLevel: String, Sendable, CaseIterable, Comparable {
    case debug, info, notice, warning, error, critical, alert, emergency

    /// Whether one level is less urgent than another.
    public static func < (left: LogLevel, right: LogLevel) -> Bool {
        allCases.firstIndex(of: left) ?? 0 < allCases.firstIndex(of: right) ?? 0
    }
}

/// Lets through the log messages of one call that its client wants.
struct RequestLog: Sendable {
    let minimum: LogLevel
    let send: @Sendable ([UInt8]) -> Void

    func write(_ level: LogLevel, _ data: JSON, logger: String) {
        guard level >= minimum else { return }
        let notification: JSON = [
            "jsonrpc": "2.0", "method": "notifications/message",
            "params": ["level": .string(level.rawValue), "logger": .string(logger), "data": data],
        ]
        send(notification.serialized())
    }
}

extension RequestContext {
    /// Sends the client a log message, if it wants such messages and the server declares logging.
    public func log(_ level: LogLevel, _ message: String, logger: String) {
        log?.write(level, .string(message), logger: logger)
    }
}
