import FoundationEssentials
import HTTP
import JSONFormat
import Logging
import MCP
import OrderedCollections

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
            "message": .string(event.message.description),
        ]
        if let error = event.error { line["error"] = .string("\(error)") }
        for (key, value) in fields {
            // Metadata must not overwrite the fields that every line has.
            line[line.keys.contains(key) ? "metadata." + key : key] = .string(value.description)
        }
        return JSON.object(line).serialized()
    }

    /// For people.
    private func text(_ event: LogEvent, time: String, _ fields: [(key: String, value: Logger.MetadataValue)]) -> String
    {
        var line = "\(time) \(event.level) \(label): \(event.message)"
        for (key, value) in fields { line += " \(key)=\(value)" }
        if let error = event.error { line += " (\(error))" }
        return line.replacing("\n", with: "\n    ")
    }
}

extension RequestContext {
    /// What each line says about the request whose task writes it, so that the lines of one request can be found.
    fileprivate static var logMetadata: Logger.Metadata {
        guard let current else { return [:] }
        var metadata: Logger.Metadata = [
            "request_id": "\(current.requestID.description.prefix(100))", "caller": "\(current.caller.name)",
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
