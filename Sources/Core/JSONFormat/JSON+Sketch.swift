import Text

extension JSON {
    /// The value as an error shows it: enough to recognise it, but never all of a large value.
    package var sketch: String {
        switch self {
        case .null: return "null"
        case .bool(let flag): return flag ? "true" : "false"
        case .int(let number): return String(number)
        case .double(let number): return String(number)
        case .number(let number): return String(number.approximation)
        case .array(let elements): return "an array of \(elements.count.counted("item"))"
        case .object(let members): return "an object of \(members.count.counted("member"))"
        case .string(let text): return JSON.string(text.start(of: 60)).description
        }
    }
}
