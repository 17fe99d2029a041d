public import JSONFormat

extension JSON: ArgumentValue {
    /// Any JSON value.
    ///
    /// The schema asks for JSON text: clients and model providers are known to refuse, to drop or to turn into text a
    /// property without a type, and there is no portable way to allow several types. Values of any type are accepted;
    /// text is parsed as JSON, or taken as a plain string if it is not JSON.
    public static func coding(_ rules: ArgumentRules) throws(ToolDeclarationError) -> ArgumentCoding<JSON> {
        ArgumentCoding(
            schema: ["type": "string", "description": "Any JSON value, as JSON text."],
            expectation: "any JSON value",
            example: "{\"key\":1}"
        ) { json, report in
            var value = json
            if report.decoding == .strict, json.stringValue == nil {
                report.unexpected(json, expected: "JSON text")
                return nil
            }
            if case .string(let text) = json {
                let before = report.count
                if let meant = report.value(ofText: text) { value = meant }
                guard report.count == before else { return nil }
            }
            return value.isStorable(&report) ? value : nil
        }
    }

    /// The value as JSON text, as the schema asks for it.
    public var json: JSON? { .string(description) }

    /// Reports what PostgreSQL cannot store, or should not.
    fileprivate func isStorable(_ report: inout ArgumentReport) -> Bool {
        if reportUnstorable(&report) { return false }
        guard let problem = writtenNumbersProblem else { return true }
        report.add(problem)
        return false
    }

    /// Reports the first string, member name or number that PostgreSQL cannot store, and returns whether there is one.
    private func reportUnstorable(_ report: inout ArgumentReport) -> Bool {
        switch self {
        case .null, .bool, .int, .double: return false
        case .number(let number):
            guard let problem = number.numericProblem else { return false }
            report.add(problem)
            return true
        case .string(let text):
            if text.holdsNUL { report.add(nulProblem) }
            return text.holdsNUL
        case .array(let elements):
            for (index, element) in elements.enumerated()
            where report.within(.element(index), { element.reportUnstorable(&$0) }) { return true }
            return false
        case .object(let members):
            for (name, value) in members {
                if name.holdsNUL {
                    report.add("has a member name that \(nulProblem)")
                    return true
                }
                if report.within(.member(name), { value.reportUnstorable(&$0) }) { return true }
            }
            return false
        }
    }
}

extension JSONObject: ArgumentProperty {
    /// The object itself.
    public typealias Content = JSONObject
}

extension JSONObject: ArgumentValue {
    /// An object with any members.
    public static func coding(_ rules: ArgumentRules) throws(ToolDeclarationError) -> ArgumentCoding<JSONObject> {
        ArgumentCoding(schema: ["type": "object"], expectation: "an object", example: ["key": "value"]) {
            json,
            report in
            guard case .object(let members) = json else { return nil }
            return json.isStorable(&report) ? members : nil
        }
    }

    /// The object.
    public var json: JSON? { .object(self) }
}
