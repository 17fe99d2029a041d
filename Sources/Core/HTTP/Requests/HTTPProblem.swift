package import HTTPTypes
package import JSONFormat

/// Why a request is not served: a problem as in RFC 9457. Thrown by a handler, it becomes the answer.
package struct HTTPProblem: Error, Hashable, Sendable {
    package var status: HTTPResponse.Status
    /// A URI that names the kind of problem; `about:blank` where the status says all.
    package var type = "about:blank"
    /// The kind of problem, for people; by default the status's own phrase.
    package var title: String
    /// What was wrong this time, what was expected, and what to do next.
    package var detail: String
    /// Members for programs, besides the five standard ones.
    package var members: JSONObject
    /// Header fields of the answer, such as `Retry-After`.
    package var fields: HTTPFields

    package init(
        _ status: HTTPResponse.Status,
        _ detail: String,
        members: JSONObject = [:],
        fields: HTTPFields = [:]
    ) {
        self.status = status
        title = status.reasonPhrase
        self.detail = detail
        self.members = members
        self.fields = fields
    }

    static let contentType = "application/problem+json"

    /// The problem as a JSON object.
    var json: [UInt8] {
        var object: JSONObject = [
            "type": .string(type), "title": .string(title), "status": .int(Int64(status.code)),
            "detail": .string(detail),
        ]
        for (name, value) in members where object[name] == nil { object[name] = value }
        return JSON.object(object).serialized()
    }

    /// The problem as `application/problem+json`.
    package var response: RouteResponse {
        var response = RouteResponse(status, contentType: Self.contentType, body: json)
        for field in fields { response.fields.append(field) }
        return response
    }
}
