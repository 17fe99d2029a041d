/// The status and the fields of an HTTP answer.
package struct HTTPHead: Sendable {
    package let status: Int
    package let fields: [(name: String, value: String)]

    /// The value of a field, nil where it is absent.
    package subscript(name: String) -> String? {
        fields.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// The media type of the body, without its parameters.
    package var mediaType: String? {
        self["content-type"]?.split(separator: ";").first.map { $0.lowercased() }
    }
}

/// A whole HTTP answer.
package struct HTTPAnswer: Sendable {
    package let head: HTTPHead
    package let text: String

    package var status: Int { head.status }

    /// The body as JSON; what is none is thrown.
    package var json: JSONValue { get throws { try JSONValue(parsing: text) } }
}
