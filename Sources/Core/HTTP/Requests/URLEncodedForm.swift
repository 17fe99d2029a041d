import HTTPTypes

/// Names with values as queries and forms have them: `application/x-www-form-urlencoded`. A name may come again.
package struct URLEncodedForm: Sendable, Hashable {
    package struct Field: Sendable, Hashable {
        package let name: String
        package let value: String
    }

    /// In the order they came.
    package let fields: [Field]

    /// Reads `name=value` pairs with `&` between them; throws a problem of status 400 for a bad encoding.
    package init(_ text: some StringProtocol) throws(HTTPProblem) {
        var fields: [Field] = []
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = PercentEncoding.decode(parts[0], plusIsSpace: true),
                let value = PercentEncoding.decode(parts.count == 2 ? parts[1] : "", plusIsSpace: true)
            else {
                throw HTTPProblem(
                    .badRequest,
                    "\(pair.prefix(100)) is not percent-encoded UTF-8; encode each other byte as % and two digits"
                )
            }
            fields.append(Field(name: name, value: value))
        }
        self.fields = fields
    }

    /// The first value of a name.
    package subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

    /// Every value of a name, in the order they came.
    package func values(of name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }
}
