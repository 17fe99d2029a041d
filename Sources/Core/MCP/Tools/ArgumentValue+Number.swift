public import JSONFormat
import OrderedCollections

extension Int: ArgumentValue, NumberArgument {
    /// An integer within the declared range. `10.0` is one, too: some clients know a single kind of number.
    public static func coding(_ rules: ArgumentRules) throws(ToolDeclarationError) -> ArgumentCoding<Int> {
        let lower = rules.minimum.flatMap(exactly)
        let upper = rules.maximum.flatMap(exactly)
        return ArgumentCoding(
            schema: rules.numberSchema(type: "integer"),
            expectation: rules.numberWords("an integer"),
            example: .int(Int64(lower ?? Swift.min(1, upper ?? 1)))
        ) { json, _ in
            guard let number = exactly(json), number >= lower ?? .min, number <= upper ?? .max else { return nil }
            return number
        }
    }

    /// The number.
    public var json: JSON? { .int(Int64(self)) }

    private static func exactly(_ json: JSON) -> Int? {
        switch json {
        case .int(let number): Int(exactly: number)
        case .double(let number): Int(exactly: number)
        default: nil
        }
    }
}

extension Double: ArgumentValue, NumberArgument {
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

    /// The number, written as an integer where it is one.
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

extension Int {
    /// Itself.
    public typealias Number = Int
}

extension Double {
    /// Itself.
    public typealias Number = Double
}

extension ArgumentRules {
    fileprivate func numberSchema(type: String) -> JSONObject {
        var schema: JSONObject = ["type": .string(type)]
        schema["minimum"] = minimum
        schema["maximum"] = maximum
        return schema
    }

    fileprivate func numberWords(_ kind: String) -> String {
        switch (minimum, maximum) {
        case (nil, nil): kind
        case (let minimum?, nil): "\(kind) of at least \(ArgumentReport.sketch(minimum))"
        case (nil, let maximum?): "\(kind) of at most \(ArgumentReport.sketch(maximum))"
        case (let minimum?, let maximum?):
            "\(kind) from \(ArgumentReport.sketch(minimum)) to \(ArgumentReport.sketch(maximum))"
        }
    }
}

extension Bool: ArgumentValue {
    /// True or false.
    public static func coding(_ rules: ArgumentRules) throws(ToolDeclarationError) -> ArgumentCoding<Bool> {
        ArgumentCoding(schema: ["type": "boolean"], expectation: "true or false", example: true) { json, _ in
            guard case .bool(let flag) = json else { return nil }
            return flag
        }
    }

    /// The truth value.
    public var json: JSON? { .bool(self) }
}
