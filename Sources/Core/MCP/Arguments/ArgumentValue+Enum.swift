public import JSONFormat

extension ArgumentValue where Self: RawRepresentable & CaseIterable, RawValue == String {
    /// One of the raw values, exactly.
    public static func coding(_ rules: ArgumentRules) throws(ToolDeclarationError) -> ArgumentCoding<Self> {
        let names = allCases.map(\.rawValue)
        guard let first = names.first else { throw ToolDeclarationError("the enum \(Self.self) has no case") }
        let expectation = (names.count == 1 ? "" : "one of ") + names.map { "\"\($0)\"" }.joined(separator: ", ")
        return ArgumentCoding(
            schema: ["type": "string", "enum": .array(names.map { .string($0) })],
            expectation: expectation,
            example: .string(first)
        ) { json, _ in
            json.stringValue.flatMap { Self(rawValue: $0) }
        }
    }

    /// The raw value.
    public var json: JSON? { .string(rawValue) }
}
