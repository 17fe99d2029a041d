public import JSONFormat
public import Text

extension RFC3339Time: ArgumentValue {
    /// A time as RFC 3339 writes it, or a day, which stands for its beginning in UTC.
    public static func coding(_ rules: ArgumentRules) throws(ToolDeclarationError) -> ArgumentCoding<RFC3339Time> {
        ArgumentCoding(
            schema: ["type": "string"],
            expectation:
                "an RFC 3339 time with its zone, as in \"2026-11-26T09:30:00Z\", or a day, as in \"2026-11-26\"",
            example: "2026-11-26T09:30:00Z"
        ) { json, _ in
            guard case .string(let text) = json else { return nil }
            return RFC3339Time(text) ?? RFC3339Time("\(text)T00:00:00Z")
        }
    }

    /// The text.
    public var json: JSON? { .string(text) }
}
