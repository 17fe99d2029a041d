/// The server's answer to one request.
package struct Reply: Sendable {
    package let message: JSONValue

    /// The message as it came over the wire.
    package let line: String

    /// The notifications that came between the request and its answer.
    package var notifications: [JSONValue] = []

    /// What came with it over HTTP.
    package var head: HTTPHead?

    /// The result; an error instead of one is thrown.
    package var result: JSONValue {
        get throws {
            guard let result = message["result"] else {
                let status = head.map { " (HTTP \($0.status))" } ?? ""
                throw TestSupportError("no result\(status) but \(line.prefix(500))")
            }
            return result
        }
    }

    package var errorCode: Int? { message["error"]?["code"]?.int }
    package var errorMessage: String { message["error"]?["message"]?.string ?? "" }
}

/// What a tool returned.
package struct ToolOutcome: Sendable {
    package let result: JSONValue

    package init(result: JSONValue) { self.result = result }

    package var isError: Bool { result["isError"]?.bool ?? false }

    /// The text blocks.
    package var text: String {
        (result["content"]?.array ?? []).compactMap { $0["text"]?.string }.joined(separator: "\n")
    }

    /// What the tool answered; a failure of the tool is thrown.
    package var value: JSONValue {
        get throws {
            guard !isError, let value = result["structuredContent"] else {
                throw TestSupportError("the tool failed: \(text.prefix(500))")
            }
            return value
        }
    }
}
