public import JSONFormat

/// The id of a JSON-RPC request. It is returned exactly as it came, text as text and number as number.
///
/// Two ids are equal when their bytes are, while Swift strings are also equal when they are canonically equivalent.
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

    /// Whether two ids are the same, byte for byte.
    public static func == (left: RequestID, right: RequestID) -> Bool {
        switch (left, right) {
        case (.int(let left), .int(let right)): left == right
        case (.string(let left), .string(let right)): left.utf8.elementsEqual(right.utf8)
        default: false
        }
    }

    /// Hashes what `==` compares.
    public func hash(into hasher: inout Hasher) {
        switch self {
        case .int(let number): hasher.combine(number)
        case .string(let text): for byte in text.utf8 { hasher.combine(byte) }
        }
    }

    /// The id as JSON text.
    public var description: String { json.description }
}
