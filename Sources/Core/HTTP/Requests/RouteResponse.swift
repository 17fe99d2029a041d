package import Async
package import HTTPTypes
package import JSONFormat

/// The answer of a route's handler.
package struct RouteResponse: Sendable {
    package enum Body: Sendable {
        case bytes([UInt8])
        /// Bytes as the closure writes them. If it throws, the answer breaks off, so that the client can tell.
        case stream(@Sendable (inout BodyWriter) async throws -> Void)
        /// Server-sent events. When the server stops, the closure is cancelled and the stream ends properly.
        case events(@Sendable (inout EventStream) async throws -> Void)
    }

    package var status: HTTPResponse.Status
    package var fields: HTTPFields
    package var body: Body
    /// The memory of the body, reserved until it is sent.
    package var memory: ByteReservation?

    package init(_ status: HTTPResponse.Status = .ok, fields: HTTPFields = [:], body: Body = .bytes([])) {
        self.status = status
        self.fields = fields
        self.body = body
    }

    package init(_ status: HTTPResponse.Status = .ok, contentType: String, body: [UInt8]) {
        self.init(status, fields: [.contentType: contentType], body: .bytes(body))
    }

    package static func json(_ value: JSON, status: HTTPResponse.Status = .ok) -> RouteResponse {
        RouteResponse(status, contentType: "application/json", body: value.serialized())
    }

    /// JSON values as the closure writes them, each on a line of its own.
    package static func lines(
        _ write: @escaping @Sendable (inout BodyWriter) async throws -> Void
    ) -> RouteResponse {
        RouteResponse(fields: [.contentType: "application/x-ndjson"], body: .stream(write))
    }

    package static func text(_ text: String, status: HTTPResponse.Status = .ok) -> RouteResponse {
        RouteResponse(status, contentType: "text/plain; charset=utf-8", body: Array(text.utf8))
    }

    /// Sends the browser to another path by GET.
    package static func seeOther(_ path: String) -> RouteResponse {
        RouteResponse(.seeOther, fields: [.location: path])
    }
}
