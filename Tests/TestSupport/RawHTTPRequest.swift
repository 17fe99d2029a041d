/// Header fields, in order; a name may come twice.
package struct RawFields: ExpressibleByDictionaryLiteral, Sendable {
    package var pairs: [(name: String, value: String)]

    package init(dictionaryLiteral elements: (String, String)...) {
        pairs = elements.map { ($0, $1) }
    }

    /// These, but those given in the place of those with their names; an empty value leaves a field out.
    package func replaced(by others: RawFields) -> RawFields {
        var result = self
        result.pairs.removeAll { pair in others.pairs.contains { $0.name.lowercased() == pair.name.lowercased() } }
        result.pairs += others.pairs.filter { !$0.value.isEmpty }
        return result
    }

    /// The text of a request of HTTP/1.1.
    package func request(_ method: String, _ path: String, body: String?) -> String {
        let head = pairs.map { "\($0.name): \($0.value)\r\n" }.joined()
        return "\(method) \(path) HTTP/1.1\r\n\(head)\r\n\(body ?? "")"
    }
}
