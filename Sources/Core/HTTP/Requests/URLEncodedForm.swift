import HTTPTypes

/// The names and values of a query or a form: `application/x-www-form-urlencoded`. A name may occur several times.
package struct URLEncodedForm: Sendable, Hashable {
    package struct Field: Sendable, Hashable {
        package let name: String
        package let value: String
    }

    /// The pairs, in their original order.
    package let fields: [Field]

    /// Reads `name=value` pairs separated by `&`; throws a problem of status 400 for an invalid encoding.
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

    /// The form as text, with one value of a name in place of those that it has.
    package func text(replacing name: String, with value: String) -> String {
        (fields.filter { $0.name != name } + [Field(name: name, value: value)])
            .map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }.joined(separator: "&")
    }

    /// The first value of a name.
    package subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

    /// Every value of a name, in their original order.
    package func values(of name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }
}
