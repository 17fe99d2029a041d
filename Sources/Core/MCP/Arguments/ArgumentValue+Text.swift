public import JSONFormat
import Text

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
            if !rules.hasReplacements, text.unicodeScalars.contains("\u{FFFD}") {
                report.add("holds the character U+FFFD, or what is not valid Unicode and so became it; send other text")
                return nil
            }
            if let count = text.scalarCount(outside: length) {
                report.add("must be \(expectation) (got \(count.counted("character")))")
                return nil
            }
            return text
        }
    }

    /// The text.
    public var json: JSON? { .string(self) }
}

/// The problem with text that contains U+0000, which PostgreSQL can store neither as text nor as JSON.
let nulProblem = "holds the character U+0000, which cannot be stored; leave it out"

extension String {
    var holdsNUL: Bool {
        let bytes = utf8.span
        for index in bytes.indices where bytes[index] == 0 { return true }
        return false
    }

    /// How many scalars this has, if that is outside the limits. They are not counted where the byte count decides.
    fileprivate func scalarCount(outside limits: ArgumentRules.Limits) -> Int? {
        let bytes = utf8.count
        // A scalar is one to four bytes.
        if bytes <= limits.upper ?? .max, (bytes + 3) / 4 >= limits.lower ?? 0 { return nil }
        let count = unicodeScalars.count
        return limits.contains(count) ? nil : count
    }
}
