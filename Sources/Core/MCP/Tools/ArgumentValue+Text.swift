public import JSONFormat
import OrderedCollections

extension String: ArgumentValue, TextArgument {
    /// Text within the declared length, without U+0000.
    public static func coding(_ rules: ArgumentRules) throws(ToolDeclarationError) -> ArgumentCoding<String> {
        let length = rules.length
        var schema: JSONObject = ["type": "string"]
        schema["minLength"] = length.lower.map { .int(Int64($0)) }
        schema["maxLength"] = length.upper.map { .int(Int64($0)) }
        let expectation = length.words(noun: "character").map { "text of \($0)" } ?? "text"
        return ArgumentCoding(schema: schema, expectation: expectation, example: "text") { json, report in
            guard case .string(let text) = json else { return nil }
            if text.holdsNUL {
                report.add(nulProblem)
                return nil
            }
            if let count = text.scalarCount(outside: length) {
                report.add("must be \(expectation) (got \(ArgumentReport.counted(count, "character")))")
                return nil
            }
            return text
        }
    }

    /// The text.
    public var json: JSON? { .string(self) }
}

/// What is said of text that PostgreSQL can store neither as text nor in jsonb.
let nulProblem = "holds the character U+0000, which PostgreSQL cannot store; leave it out"

extension String {
    var holdsNUL: Bool {
        let bytes = utf8.span
        for index in bytes.indices where bytes[index] == 0 { return true }
        return false
    }

    /// How many scalars this has, if that is not within the limits. Counting is saved where the bytes settle it.
    fileprivate func scalarCount(outside limits: ArgumentRules.Limits) -> Int? {
        let bytes = utf8.count
        // A scalar is one to four bytes.
        if bytes <= limits.upper ?? .max, (bytes + 3) / 4 >= limits.lower ?? 0 { return nil }
        let count = unicodeScalars.count
        return limits.contains(count) ? nil : count
    }
}

extension ArgumentRules.Limits {
    /// "1 to 10 items", "at least 1 item", "at most 10 items", or nil where there is no bound.
    func words(noun: String) -> String? {
        switch (lower, upper) {
        case (nil, nil): nil
        case (let lower?, nil): "at least \(ArgumentReport.counted(lower, noun))"
        case (nil, let upper?): "at most \(ArgumentReport.counted(upper, noun))"
        case (let lower?, let upper?) where lower == upper: ArgumentReport.counted(upper, noun)
        case (let lower?, let upper?): "\(lower) to \(ArgumentReport.counted(upper, noun))"
        }
    }
}

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
