public import JSONFormat
import Text

extension Array: ArgumentProperty where Element: ArgumentValue {
    /// The array itself.
    public typealias Content = [Element]
}

extension Array: ArgumentValue where Element: ArgumentValue {
    /// An array within the declared count; the other bounds apply to its elements.
    public static func coding(_ rules: ArgumentRules) throws(ToolDeclarationError) -> ArgumentCoding<[Element]> {
        let limits = rules.count
        var elementRules = rules
        elementRules.count = ArgumentRules.Limits()
        let element = try Element.coding(elementRules)
        var schema: JSONObject = ["type": "array", "items": .object(element.schema)]
        schema["minItems"] = limits.lower.map { .int(Int64($0)) }
        schema["maxItems"] = limits.upper.map { .int(Int64($0)) }
        let size = limits.words(noun: "item") ?? "any number of items"
        let expectation = "an array of \(size), each \(element.expectation)"
        return ArgumentCoding(
            schema: schema,
            expectation: expectation,
            example: .array(
                Array<JSON>(repeating: element.example, count: Swift.max(1, Swift.min(limits.lower ?? 1, 3)))
            )
        ) { json, report in
            guard case .array(let items) = json else { return nil }
            guard limits.contains(items.count) else {
                report.add("must be \(expectation) (got \(items.count.counted("item")))")
                return nil
            }
            return decode(items, by: element, report: &report)
        }
    }

    private static func decode(
        _ items: [JSON],
        by coding: ArgumentCoding<Element>,
        report: inout ArgumentReport
    ) -> [Element]? {
        var elements: [Element] = []
        elements.reserveCapacity(items.count)
        for (index, item) in items.enumerated() where !report.isFull {
            if let element = report.within(.element(index), { coding.decode(item, report: &$0) }) {
                elements.append(element)
            }
        }
        return elements.count == items.count ? elements : nil
    }

    /// The elements as JSON, if all of them have a form to show.
    public var json: JSON? {
        let elements = compactMap(\.json)
        return elements.count == count ? .array(elements) : nil
    }
}
