public import JSONFormat

extension Int: ArgumentValue, NumberArgument {
    /// Itself.
    public typealias Number = Int
}

extension Int32: ArgumentValue, NumberArgument {
    /// Itself.
    public typealias Number = Int32
}

extension Int64: ArgumentValue, NumberArgument {
    /// Itself.
    public typealias Number = Int64
}

extension ArgumentValue where Self: FixedWidthInteger {
    /// An integer within the declared range and that of the type. `10.0` is one, as in JSON Schema.
    public static func coding(_ rules: ArgumentRules) throws(ToolDeclarationError) -> ArgumentCoding<Self> {
        let lower = rules.minimum.flatMap(exactly) ?? .min
        let upper = rules.maximum.flatMap(exactly) ?? .max
        var bounded = rules
        bounded.minimum = lower.json
        bounded.maximum = upper.json
        return ArgumentCoding(
            schema: bounded.numberSchema(type: "integer"),
            expectation: bounded.numberWords("an integer"),
            example: rules.minimum ?? Swift.min(1, upper).json ?? 1
        ) { json, _ in
            guard let number = exactly(json), number >= lower, number <= upper else { return nil }
            return number
        }
    }

    /// The number.
    public var json: JSON? { .int(Int64(self)) }

    private static func exactly(_ json: JSON) -> Self? {
        switch json {
        case .int(let number): Self(exactly: number)
        case .double(let number): Self(exactly: number)
        default: nil
        }
    }
}
