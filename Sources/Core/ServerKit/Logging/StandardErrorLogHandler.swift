import FoundationEssentials
import HTTP
import JSONFormat
import Logging
import MCP

/// Writes log lines to standard error, since standard output belongs to the protocol.
struct StandardErrorLogHandler: LogHandler {
    let label: String
    let format: LoggingSettings.Format
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let fields = metadata.merging(RequestContext.logMetadata) { $1 }.merging(event.metadata ?? [:]) { $1 }
            .sorted { $0.key < $1.key }
        let time = Date.now.formatted(.iso8601.year().month().day().time(includingFractionalSeconds: true))
        switch format {
        case .json: StandardError.write(line: json(event, time: time, fields))
        case .text: StandardError.write(line: Array(text(event, time: time, fields).utf8))
        }
    }

    /// One JSON object per line, for a journal.
    private func json(_ event: LogEvent, time: String, _ fields: [(key: String, value: Logger.MetadataValue)])
        -> [UInt8]
    {
        var line: JSONObject = [
            "time": .string(time), "level": .string(event.level.rawValue), "logger": .string(label),
            "message": .string(Self.bounded(event.message)),
        ]
        if let error = event.error { line["error"] = .string(Self.bounded(error)) }
        for (key, value) in fields {
            // Metadata must not overwrite the fields that every line has.
            line[line.keys.contains(key) ? "metadata." + key : key] = .string(Self.bounded(value))
        }
        // JSON itself escapes only the controls of ASCII. All others stand inside strings.
        return Array(LineText.escaped(String(decoding: JSON.object(line).serialized(), as: UTF8.self)).utf8)
    }

    /// For people.
    private func text(_ event: LogEvent, time: String, _ fields: [(key: String, value: Logger.MetadataValue)]) -> String
    {
        var line = "\(time) \(event.level) \(label): \(LineText.escaped(Self.bounded(event.message)))"
        for (key, value) in fields { line += " \(key)=\(Self.quoted(Self.bounded(value)))" }
        if let error = event.error { line += " (\(LineText.escaped(Self.bounded(error))))" }
        return line
    }

    /// The most bytes of one field. A line has few fields, and none of them is chosen by a client.
    private static let fieldLimit = 2048

    private static func bounded(_ value: Any) -> String { LineText.cut("\(value)", toBytes: fieldLimit) }

    /// A value that could be taken for several fields, or for more than its text, is put in quotes.
    private static func quoted(_ text: String) -> String {
        let escaped = LineText.escaped(text, backslashing: "\"\\")
        guard escaped != text || text.isEmpty || text.utf8.contains(where: { " =".utf8.contains($0) }) else {
            return text
        }
        return "\"\(escaped)\""
    }
}

extension RequestContext {
    /// What each line says about the request whose task writes it, so that the lines of one request can be found.
    fileprivate static var logMetadata: Logger.Metadata {
        guard let current else { return [:] }
        var metadata: Logger.Metadata = [
            "request_id": "\(current.requestID)", "caller": "\(current.caller.name)",
        ]
        if let trace = current.trace {
            metadata["trace_id"] = "\(trace.traceID)"
            metadata["parent_id"] = "\(trace.parentID)"
        }
        return metadata
    }
}

/// Sends everything that is logged from then on to standard error; may be called once per process.
func bootstrapLogging(_ settings: LoggingSettings, leastLevel: Logger.Level = .trace) {
    let level = max(settings.level, leastLevel)
    LoggingSystem.bootstrap { StandardErrorLogHandler(label: $0, format: settings.format, logLevel: level) }
}
