/// The result of a tool: a struct of values, arrays and further structs, with the synthesized `Codable`.
///
/// On the wire, names are in `snake_case`. An optional that is nil is left out, never `null`. Its properties may be
/// `String`, `Bool`, the integer types, `Double`, `Float`, `Date` (as RFC 3339 in UTC), ``JSON``, `JSONObject`, arrays
/// and `[String: T]` of these, `String` enums that are `CaseIterable`, and other such structs. The schema is read from
/// the type, so a type that cannot be described stops the server when the tool is first made.
public protocol ToolOutput: Codable, Sendable {
    /// Descriptions of the properties, by their Swift names. Self-explanatory ones may be left out.
    static var propertyDescriptions: [String: String] { get }
}

extension ToolOutput {
    /// None.
    public static var propertyDescriptions: [String: String] { [:] }
}
