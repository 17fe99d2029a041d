import HTTP
import HTTPTypes

/// One request over HTTP, and what is found out about it on its way through the checks.
struct IncomingRequest {
    let head: HTTPRequest
    /// Without the query.
    let path: String
    let query: String?
    let trace: TraceContext?
    /// What a web page that is allowed by name must be told with every answer.
    var pageFields: HTTPFields = [:]
    var accepted = AcceptedTypes(nil)
    var caller = Caller.local
    /// Whether the whole body was read.
    var hasReadBody = false
    /// Whether a place for requests was taken, which must be given back.
    var holdsPlace = false
    var record = RequestRecord()

    init(_ head: HTTPRequest) {
        self.head = head
        let target = head.path ?? ""
        let mark = target.firstIndex(of: "?")
        path = String(target[..<(mark ?? target.endIndex)])
        query = mark.map { String(target[target.index(after: $0)...]) }
        trace = fieldsTrace(head.headerFields)
        record.trace = trace
    }

    var fields: HTTPFields { head.headerFields }

    /// How long the client says the body is; nil where it does not.
    var statedLength: Int? { fields[.contentLength].flatMap { Int($0.trimmed) } }

    /// Whether the client waits to be told to send the body.
    var awaitsGo: Bool { fields[.expect]?.lowercased() == "100-continue" }

    /// Whether the connection should end with the answer: the client wishes so, or so much of the body is still to come
    /// that a new connection is cheaper.
    func endsConnection(unwantedBytes: Int) -> Bool {
        if fields[.connection]?.lowercased().contains("close") == true { return true }
        return !hasReadBody && (awaitsGo || (statedLength ?? 0) > unwantedBytes)
    }
}

/// The trace of the header `traceparent`; a repeated header is ignored, as the standard says.
private func fieldsTrace(_ fields: HTTPFields) -> TraceContext? {
    let values = fields[values: .traceParent]
    return values.count == 1 ? TraceContext(traceparent: values[0].trimmed) : nil
}
