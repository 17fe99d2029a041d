public import JSONFormat

extension Double: ArgumentValue, NumberArgument {
    /// Itself.
    public typealias Number = Double

    /// A number within the declared range.
    public static func coding(_ rules: ArgumentRules) throws(ToolDeclarationError) -> ArgumentCoding<Double> {
        let lower = rules.minimum.flatMap(number)
        let upper = rules.maximum.flatMap(number)
        return ArgumentCoding(
            schema: rules.numberSchema(type: "number"),
            expectation: rules.numberWords("a number"),
            example: rules.minimum ?? rules.maximum ?? 0.5
        ) { json, _ in
            guard let number = number(json), number >= lower ?? -.infinity, number <= upper ?? .infinity else {
                return nil
            }
            return number
        }
    }

    /// The number, written as an integer where it has no fraction.
    public var json: JSON? { Int64(exactly: self).map { .int($0) } ?? .double(self) }

    private static func number(_ json: JSON) -> Double? {
        switch json {
        case .int(let number): Double(number)
        case .double(let number): number.isFinite ? number : nil
        case .number(let number): number.approximation
        default: nil
        }
    }
}
