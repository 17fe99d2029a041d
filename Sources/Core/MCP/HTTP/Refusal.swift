import HTTP
import HTTPTypes

/// Why a request is not served. Every refusal has a JSON-RPC error as its body: a client that gets HTML in its place
/// looks for a login page.
struct Refusal: Error {
    let status: HTTPResponse.Status
    let error: RPCError
    var id: RequestID?
    /// The ids of the requests in a batch that cannot be read; each gets the error. Empty for a single message.
    var batchIDs: [RequestID] = []
    var fields: HTTPFields = [:]

    init(_ status: HTTPResponse.Status, _ error: RPCError, to id: RequestID? = nil) {
        self.status = status
        self.error = error
        self.id = id
    }

    /// A refusal for reasons of HTTP alone.
    init(_ problem: HTTPProblem, to id: RequestID? = nil) {
        let isOurs = problem.status.kind == .serverError
        self.init(
            problem.status,
            isOurs ? .internalError(problem.detail) : .invalidRequest(problem.detail),
            to: id
        )
        fields = problem.fields
    }

    var reply: WholeReply {
        var body = ResponseEncoder.error(error, to: id)
        if !batchIDs.isEmpty { body = Response(batch: batchIDs.map { Response(error, to: $0) }).bytes }
        var reply = WholeReply(status, json: body, code: error.code)
        // For refusals of HTTP the status says more than the code that all such errors share.
        if error.code == -32600 || error.code == -32603 { reply.outcome = .status(status.code) }
        for field in fields { reply.fields.append(field) }
        return reply
    }
}
