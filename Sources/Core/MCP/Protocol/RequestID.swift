/// The id of a JSON-RPC request: it goes back exactly as it came, text as text and number as number.
public enum RequestID: Sendable, Hashable, CustomStringConvertible {
    case int(Int64)
    case string(String)

    /// The id in a message, or nil when the value cannot be one.
    public init?(_ value: JSON) {
        switch value {
        case .int(let number): self = .int(number)
        case .string(let text): self = .string(text)
        default: return nil
        }
    }

    /// The id as JSON.
    public var json: JSON {
        switch self {
        case .int(let number): .int(number)
        case .string(let text): .string(text)
        }
    }

    /// The id as JSON text.
    public var description: String { json.description }
}
