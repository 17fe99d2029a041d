package import HTTPTypes

/// A request as the handler of a route gets it.
package struct RouteRequest: Sendable {
    package let method: HTTPRequest.Method
    /// The path as received: not decoded, without the query.
    package let path: String
    /// The decoded values of the variables in the route's template.
    package let variables: [String: String]
    package let query: URLEncodedForm
    package let fields: HTTPFields
    /// The whole body; empty where the handler reads it as a stream.
    package let body: [UInt8]
    /// The caller; nil where tokens are required but the route is open to everybody.
    package let caller: Caller?
    package let trace: TraceContext?

    /// The media type of the body without its parameters, in lower case; nil where there is none or more than one.
    package var mediaType: String? { fields.mediaType }
}

extension HTTPFields {
    /// The media type in `Content-Type` without its parameters, in lower case; nil where there is none or more than
    /// one.
    package var mediaType: String? {
        let types = self[values: .contentType]
        guard let type = types.first, types.count == 1 else { return nil }
        // As nearly all clients write it.
        if type == "application/json" { return type }
        return type.split(separator: ";", omittingEmptySubsequences: false).first?.trimmed.lowercased()
    }
}
