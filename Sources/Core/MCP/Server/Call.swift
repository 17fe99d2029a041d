import Async
import HTTP

/// A checked request whose answer takes time, ready to run.
struct Call: Sendable {
    let id: RequestID
    let method: Method
    /// The tool, prompt or resource it is about, as the client named it.
    let target: String?
    let revision: ProtocolRevision
    /// The caller and its request, for the context of the work.
    let caller: Caller
    let trace: TraceContext?
    /// What the client's endpoint is for alone.
    let scope: EndpointScope?
    let client: ClientInput
    let progressToken: RequestID?
    let logLevel: LogLevel?
    /// Whether the work changes nothing.
    let isReadOnly: Bool
    /// Whether doing the work twice has the same effect as doing it once.
    let isRepeatable: Bool
    /// The memory of its parameters, and of what the work adds to it.
    let memory: ByteReservation?
    /// The parameters that a state that travels through the client is bound to.
    let stateBinding: RequestStateSeal.Binding
    /// The work. Throws ``RPCError`` for failures that no result can express.
    let work: @Sendable (RequestContext) async throws -> ResultMembers
}

/// A whole response, ready to be sent.
struct Response: Sendable {
    /// The message.
    let bytes: [UInt8]
    /// The error code, where it is an error.
    let errorCode: Int64?
    /// Its own memory, reserved until it is written.
    let memory: [ByteReservation]

    init(_ bytes: [UInt8], memory: [ByteReservation] = []) {
        self.bytes = bytes
        self.memory = memory
        errorCode = nil
    }

    /// The responses to a batch as one array.
    init(batch responses: [Response]) {
        let joined = responses.map(\.bytes).joined(separator: [UInt8(ascii: ",")])
        self.init([UInt8(ascii: "[")] + joined + [UInt8(ascii: "]")], memory: responses.flatMap(\.memory))
    }

    init(_ error: RPCError, to id: RequestID?) {
        bytes = ResponseEncoder.error(error, to: id)
        memory = []
        errorCode = error.code
    }
}

extension Call {
    /// The answer when the server abandoned the call. Work that had begun may be done nevertheless, and the answer must
    /// say so where doing it twice is not the same as doing it once.
    func stopped(hadBegun: Bool) -> Response {
        let advice =
            !hadBegun || isRepeatable
            ? "call again"
            : "its work may or may not have been done: look before you call again"
        return Response(.internalError("The server stopped before the call was finished; \(advice)"), to: id)
    }
}
