public import JSONFormat
import Text

/// All the rules that one argument declares, for its value or for the elements of an array.
public struct ArgumentRules: Sendable {
    /// Inclusive bounds of whole numbers; nil where there is none.
    public struct Limits: Sendable {
        /// The least.
        public var lower: Int?
        /// The most.
        public var upper: Int?

        /// No bounds.
        public init() {}

        init(_ bounds: some ArgumentBounds<Int>) {
            lower = bounds.lowest
            upper = bounds.highest
        }

        func contains(_ number: Int) -> Bool {
            number >= (lower ?? .min) && number <= (upper ?? .max)
        }
    }

    /// The length of a string, in Unicode scalars, as JSON Schema counts.
    public var length = Limits()
    /// Whether a string may hold U+FFFD, which what could not be read became.
    var hasReplacements = true
    /// The number of elements of an array.
    public var count = Limits()
    /// The smallest number.
    public var minimum: JSON?
    /// The largest number.
    public var maximum: JSON?
    /// How many inputs the property is nested in.
    var depth = 0

    /// No bounds.
    public init() {}

    init<Value>(_ rules: [ArgumentRule<Value>]) {
        for rule in rules { rule.apply(&self) }
    }
}

extension ArgumentRules {
    func numberSchema(type: String) -> JSONObject {
        var schema: JSONObject = ["type": .string(type)]
        schema["minimum"] = minimum
        schema["maximum"] = maximum
        return schema
    }

    func numberWords(_ kind: String) -> String {
        switch (minimum, maximum) {
        case (nil, nil): kind
        case (let minimum?, nil): "\(kind) of at least \(minimum.sketch)"
        case (nil, let maximum?): "\(kind) of at most \(maximum.sketch)"
        case (let minimum?, let maximum?):
            "\(kind) from \(minimum.sketch) to \(maximum.sketch)"
        }
    }
}

extension ArgumentRules.Limits {
    /// "1 to 10 items", "at least 1 item", "at most 10 items", or nil where there is no bound.
    func words(noun: String) -> String? {
        switch (lower, upper) {
        case (nil, nil): nil
        case (let lower?, nil): "at least \(lower.counted(noun))"
        case (nil, let upper?): "at most \(upper.counted(noun))"
        case (let lower?, let upper?) where lower == upper: upper.counted(noun)
        case (let lower?, let upper?): "\(lower) to \(upper.counted(noun))"
        }
    }
}
