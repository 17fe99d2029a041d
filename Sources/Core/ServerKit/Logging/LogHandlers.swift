import FoundationEssentials
import Logging
import MCP
import OrderedCollections

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Writes log lines to stderr as JSON: one object a line, for a journal.
struct JSONLogHandler: LogHandler {
    let label: String
    var logLevel: Logger.Level = .info
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var line: JSONObject = [
            "time": .string(Date.now.formatted(.iso8601.year().month().day().time(includingFractionalSeconds: true))),
            "level": .string(event.level.rawValue),
            "logger": .string(label),
            "message": .string(event.message.description),
        ]
        for (key, value) in metadata.merging(event.metadata ?? [:], uniquingKeysWith: { $1 }) {
            line[key] = .string(value.description)
        }
        if let error = event.error { line["error"] = .string("\(error)") }
        writeLine(JSON.object(line).serialized())
    }

    /// One write(2) a line, so that lines of several processes on one stderr do not mix.
    private func writeLine(_ bytes: [UInt8]) {
        let line = bytes + [UInt8(ascii: "\n")]
        unsafe line.withUnsafeBytes { _ = unsafe write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}

/// Once a process: everything logged goes to stderr, since stdout belongs to the protocol.
func bootstrapLogging(level: Logger.Level, format: Settings.LogFormat) {
    LoggingSystem.bootstrap { label in
        switch format {
        case .json:
            return JSONLogHandler(label: label, logLevel: level)
        case .text:
            var handler = StreamLogHandler.standardError(label: label)
            handler.logLevel = level
            return handler
        }
    }
}
