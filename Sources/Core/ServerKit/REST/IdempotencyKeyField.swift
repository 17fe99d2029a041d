import HTTP
import HTTPTypes
import MCP

/// The header `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header), for tools that have the argument
/// `idempotency_key`.
enum IdempotencyKeyField {
    static let name = HTTPField.Name("Idempotency-Key")!

    /// The key in the header; nil where there is none.
    ///
    /// The standard puts it in quotation marks; many clients do not.
    static func key(in fields: HTTPFields) throws(HTTPProblem) -> String? {
        let values = fields[values: name]
        guard let value = values.first?.trimmed else { return nil }
        guard values.count == 1 else { throw HTTPProblem(.badRequest, "Idempotency-Key must be sent once") }
        guard value.count > 2, value.hasPrefix("\""), value.hasSuffix("\"") else { return value }
        return unescaped(value.dropFirst().dropLast())
    }

    private static func unescaped(_ text: Substring) -> String {
        var result = ""
        var isEscaped = false
        for character in text {
            isEscaped = !isEscaped && character == "\\"
            if !isEscaped { result.append(character) }
        }
        return result
    }
}
