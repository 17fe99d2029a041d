public import JSONFormat

/// How one argument is described, decoded and shown in errors; made once per tool, from its declaration.
public struct ArgumentCoding<Value: Sendable>: Sendable {
    /// Its JSON Schema, without description and default.
    public let schema: JSONObject
    /// What it must be, in words that follow "must be": "an integer from 1 to 100".
    public let expectation: String
    /// A valid value, for examples in errors.
    public let example: JSON

    /// The value of an argument that was not given, where it depends on the others.
    let absent: (@Sendable (ListQuery) -> Value)?

    private let read: @Sendable (JSON, inout ArgumentReport) -> Value?

    /// Makes a coding of a schema and a function that decodes.
    ///
    /// - Parameter read: Returns the value, or nil if the JSON is not one. It may add what is wrong to `report`; if it
    ///   does not, the report says what was expected and what came.
    public init(
        schema: JSONObject,
        expectation: String,
        example: JSON,
        read: @escaping @Sendable (JSON, inout ArgumentReport) -> Value?
    ) {
        self.init(schema: schema, expectation: expectation, example: example, absent: nil, read: read)
    }

    init(
        schema: JSONObject,
        expectation: String,
        example: JSON,
        absent: (@Sendable (ListQuery) -> Value)?,
        read: @escaping @Sendable (JSON, inout ArgumentReport) -> Value?
    ) {
        self.schema = schema
        self.expectation = expectation
        self.example = example
        self.absent = absent
        self.read = read
    }

    /// The value that `json` represents, or nil with the reason in `report`.
    ///
    /// MCP clients are known to send numbers, booleans, arrays and objects as JSON text; where the type is not text,
    /// such text is parsed, unless the decoding is strict.
    public func decode(_ json: JSON, report: inout ArgumentReport) -> Value? {
        let before = report.count
        if let value = read(json, &report) { return value }
        guard report.count == before else { return nil }
        if report.decoding == .lenient, schema["type"] != "string", case .string(let text) = json,
            let meant = report.value(ofText: text),
            let value = read(meant, &report)
        {
            return value
        }
        if report.count == before { report.unexpected(json, expected: expectation) }
        return nil
    }
}
