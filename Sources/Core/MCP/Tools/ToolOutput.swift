/// The result of a tool: a struct of values, arrays and further structs, with the synthesized `Codable`.
///
/// On the wire a property has its name in `snake_case`. An optional that is nil is left out, never `null`. May be used
/// in it: `String`, `Bool`, the integer types, `Double`, `Float`, `Date` (as RFC 3339 in UTC), ``JSON``, `JSONObject`,
/// arrays and `[String: T]` of these, `String` enums that are `CaseIterable`, and other such structs. The schema is
/// read off the type, so a type that cannot be described stops the server when it starts, and any test that makes it.
public protocol ToolOutput: Codable, Sendable {
    /// What a client is told of the properties, by their Swift names. Those that speak for themselves may be left out.
    static var propertyDescriptions: [String: String] { get }
}

extension ToolOutput {
    /// None.
    public static var propertyDescriptions: [String: String] { [:] }
}
