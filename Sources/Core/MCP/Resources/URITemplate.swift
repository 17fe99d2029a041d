import HTTP

/// A URI template with simple variables, as in `paddle://documents/{id}`: RFC 6570, level 1.
public struct URITemplate: Sendable, Hashable, ExpressibleByStringLiteral {
    /// The text of the template.
    public let text: String
    /// The names of its variables, in order.
    public let variables: [String]

    /// The text before each variable, and after the last.
    private let literals: [String]

    /// A malformed template is a mistake in the program and stops it.
    public init(stringLiteral text: String) {
        var literals = [""]
        var variables: [String] = []
        var rest = text[...]
        while let character = rest.popFirst() {
            guard character == "{" else {
                literals[literals.count - 1].append(character)
                continue
            }
            guard let end = rest.firstIndex(of: "}"), end > rest.startIndex else {
                preconditionFailure("\(text) is not a URI template")
            }
            variables.append(String(rest[..<end]))
            literals.append("")
            rest = rest[rest.index(after: end)...]
        }
        self.text = text
        self.variables = variables
        self.literals = literals
    }

    /// The values of the variables in a URI, percent-decoded, or nil where the URI does not match this template.
    public func match(_ uri: String) -> [String: String]? {
        var rest = uri.utf8[...]
        guard rest.starts(with: literals[0].utf8) else { return nil }
        rest = rest.dropFirst(literals[0].utf8.count)
        var values: [String: String] = [:]
        for (index, variable) in variables.enumerated() {
            let after = Array(literals[index + 1].utf8)
            let isLast = index + 1 == variables.count
            // A variable of level 1 contains no reserved character, so it ends at the first one.
            let end =
                isLast && after.isEmpty
                ? rest.endIndex : rest.firstIndex { $0 == after.first || Self.reserved.contains($0) } ?? rest.endIndex
            let raw = rest[rest.startIndex..<end]
            rest = rest[end...]
            guard !raw.isEmpty, raw.allSatisfy({ !Self.reserved.contains($0) }), rest.starts(with: after),
                let value = PercentEncoding.decode(Substring(raw))
            else { return nil }
            values[variable] = value
            rest = rest.dropFirst(after.count)
        }
        return rest.isEmpty ? values : nil
    }

    /// The URI in which the variables have these values.
    public func expand(_ values: [String: String]) -> String {
        var uri = literals[0]
        for (index, variable) in variables.enumerated() {
            uri += PercentEncoding.encode(values[variable] ?? "") + literals[index + 1]
        }
        return uri
    }

    private static let reserved = Set(":/?#[]@!$&'()*+,;=".utf8)
}
