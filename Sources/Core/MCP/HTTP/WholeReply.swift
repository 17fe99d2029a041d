import HTTP
import HTTPTypes

/// A whole answer, ready to be sent.
struct WholeReply: Sendable {
    let status: HTTPResponse.Status
    /// A JSON-RPC message, or an array of them, or nothing.
    let body: [UInt8]
    var fields: HTTPFields = [:]
    /// What metrics call it.
    var outcome: RequestMetrics.Outcome

    init(_ status: HTTPResponse.Status = .ok, json body: [UInt8], code: Int64? = nil) {
        self.status = status
        self.body = body
        outcome = code.map { .error(code: $0) } ?? .result
        fields[.contentType] = "application/json"
    }

    /// No body at all.
    init(_ status: HTTPResponse.Status) {
        self.status = status
        body = []
        outcome = .status(status.code)
    }
}
