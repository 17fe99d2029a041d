public import JSONFormat
import Text

/// The id of a JSON-RPC request. It is returned exactly as it came, text as text and number as number.
///
/// Two ids are equal when their bytes are.
public enum RequestID: Sendable {
    case int(Int64)
    case string(String)
    /// What may be no id and is read as JSON all the same: a fraction, a number past 64 bits, a text with half a
    /// surrogate pair. Only the error that refuses the request bears it, as the text that came.
    case refused(String)

    /// The id in a message, or nil when the value cannot be one.
    public init?(_ value: JSON) {
        switch value {
        case .int(let number): self = .int(number)
        case .string(let text): self = .string(text)
        default: return nil
        }
    }

    /// The id that an answer to a message must bear, or nil where no answer can.
    static func answering(_ value: JSON) -> RequestID? {
        switch value {
        case .double, .number: .refused(value.description)
        default: RequestID(value)
        }
    }

    /// The id that an answer must bear to a message whose id is this JSON text, without white space around it; nil where no answer can.
    static func answering(text: [UInt8]) -> RequestID? {
        guard let value = try? JSON(parsing: text, within: .stored), let id = answering(value) else { return nil }
        let isExact =
            switch id {
            case .int: true
            case .string: !hasReplacement(text)
            case .refused: false
            }
        return isExact ? id : .refused(String(decoding: text, as: UTF8.self))
    }

    private static func hasReplacement(_ text: [UInt8]) -> Bool {
        guard let quote = text.firstIndex(of: UInt8(ascii: "\"")) else { return false }
        var parser = JSONStringParser(start: quote)
        var content: [UInt8] = []
        do throws(JSONSyntaxError) {
            try parser.parse(text.span, into: &content)
        } catch {
            return false
        }
        return parser.hasReplacement
    }

    /// The id as JSON; of one that was refused, its text.
    public var json: JSON {
        switch self {
        case .int(let number): .int(number)
        case .string(let text), .refused(let text): .string(text)
        }
    }

    /// Appends the id as JSON text.
    func append(to bytes: inout [UInt8]) {
        if case .refused(let text) = self { bytes.append(contentsOf: text.utf8) } else { json.append(to: &bytes) }
    }
}

extension RequestID: Hashable {
    /// Whether two ids are the same, byte for byte.
    public static func == (left: RequestID, right: RequestID) -> Bool {
        switch (left, right) {
        case (.int(let left), .int(let right)): left == right
        case (.string(let left), .string(let right)), (.refused(let left), .refused(let right)):
            BytewiseString(left) == BytewiseString(right)
        default: false
        }
    }

    /// Hashes what `==` compares.
    public func hash(into hasher: inout Hasher) {
        switch self {
        case .int(let number): hasher.combine(number)
        case .string(let text), .refused(let text): hasher.combine(BytewiseString(text))
        }
    }
}

extension RequestID: CustomStringConvertible {
    /// The id as JSON text.
    public var description: String {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
