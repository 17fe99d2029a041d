/// A path with variables in it, such as `/api/v1/documents/{id}`.
///
/// A variable is a whole segment and matches any segment that is not empty, whatever it decodes to.
package struct PathTemplate: Sendable, Hashable, CustomStringConvertible {
    enum Segment: Sendable, Hashable {
        case literal(String)
        case variable
    }

    package let description: String
    let segments: [Segment]
    /// The names of the variables, from left to right.
    package let variables: [String]

    package init(_ text: String) {
        precondition(text.hasPrefix("/"), "a path begins with a slash: \(text)")
        description = text
        var segments: [Segment] = []
        var variables: [String] = []
        for part in Self.split(text) {
            if part.hasPrefix("{"), part.hasSuffix("}") {
                variables.append(String(part.dropFirst().dropLast()))
                segments.append(.variable)
            } else {
                segments.append(.literal(PercentEncoding.decode(part) ?? String(part)))
            }
        }
        self.segments = segments
        self.variables = variables
    }

    /// The path with a value for each variable, encoded.
    package func filled(_ value: (_ variable: String) -> String) -> String {
        var variables = variables[...]
        return segments.map { segment in
            switch segment {
            case .literal(let text): "/" + PercentEncoding.encode(text)
            case .variable: "/" + PercentEncoding.encode(value(variables.removeFirst()))
            }
        }.joined()
    }

    /// The segments of a path, still encoded: an encoded slash does not separate segments.
    static func split(_ path: String) -> [Substring] {
        path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
    }
}
