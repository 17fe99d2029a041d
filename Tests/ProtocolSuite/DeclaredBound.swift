import TestSupport

/// A bound that a tool's input schema declares for an argument, with values at its edge and one past it.
struct DeclaredBound: CustomStringConvertible {
    let tool: String
    let argument: String
    let keyword: String
    let limit: JSONValue
    /// Arguments with a value exactly at the bound.
    let edge: JSONValue
    /// Arguments with a value one past it; nil where there is none.
    let past: JSONValue?

    var description: String { "\(tool) \(argument) \(keyword)" }

    /// All bounds that the input schema of a listed tool declares.
    static func all(of tool: JSONValue) -> [DeclaredBound] {
        guard let name = tool["name"]?.string, let schema = tool["inputSchema"],
            let properties = schema["properties"]?.object
        else { return [] }
        let required = schema["required"]?.array?.compactMap(\.string) ?? []
        let samples = required.map { ($0, sample(properties[$0] ?? [:])) }
        let usual = Dictionary(samples) { first, _ in first }
        return properties.sorted { $0.key < $1.key }.flatMap { argument, property in
            keywords.compactMap { keyword, step -> DeclaredBound? in
                guard let limit = property[keyword], let edge = value(of: property, at: limit, by: 0) else {
                    return nil
                }
                let arguments = { (value: JSONValue) in
                    JSONValue.object(usual.merging([argument: value]) { _, new in new })
                }
                return DeclaredBound(
                    tool: name,
                    argument: argument,
                    keyword: keyword,
                    limit: limit,
                    edge: arguments(edge),
                    past: value(of: property, at: limit, by: step).map(arguments)
                )
            }
        }
    }

    /// The keywords of JSON Schema that bound a value, and in which direction the forbidden values are.
    private static let keywords = [
        ("minimum", -1), ("maximum", 1), ("minLength", -1), ("maxLength", 1), ("minItems", -1), ("maxItems", 1),
    ]

    /// A value so many steps past a bound of its schema. Characters take four bytes, as the longest do.
    private static func value(of schema: JSONValue, at limit: JSONValue, by step: Int) -> JSONValue? {
        switch schema["type"]?.string {
        case "integer": limit.int.map { .int($0 + step) }
        case "number": limit.double.map { .double($0 + 0.001 * Double(step)) }
        case "string":
            limit.int.flatMap { length in
                length + step < 0 ? nil : .string(String(repeating: "\u{1D538}", count: length + step))
            }
        case "array":
            limit.int.flatMap { count in
                count + step < 0
                    ? nil : .array(Array(repeating: sample(schema["items"] ?? [:]), count: count + step))
            }
        default: nil
        }
    }

    /// A valid value of a schema, which is not the first of anything that the tools of a server may have made.
    private static func sample(_ schema: JSONValue) -> JSONValue {
        if let first = schema["enum"]?.array?.first { return first }
        switch schema["type"]?.string {
        case "integer": return .int(min((schema["minimum"]?.int ?? 1) + 1, schema["maximum"]?.int ?? .max))
        case "number": return schema["minimum"] ?? 0.5
        case "boolean": return true
        case "array":
            return .array(Array(repeating: sample(schema["items"] ?? [:]), count: schema["minItems"]?.int ?? 1))
        case "object": return ["a": "sample"]
        default: return .string(String(repeating: "tea ", count: max(1, schema["minLength"]?.int ?? 1)))
        }
    }
}
