/// A path with variables in it, such as `/api/v1/documents/{id}`.
///
/// A variable is a whole segment and stands for a segment that is not empty, whatever it holds once it is decoded.
struct PathTemplate: Sendable, Hashable, CustomStringConvertible {
    enum Segment: Sendable, Hashable {
        case literal(String)
        case variable
    }

    let description: String
    let segments: [Segment]
    /// The names of the variables, from left to right.
    let variables: [String]

    init(_ text: String) {
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

    /// The segments of a path, still encoded: an encoded slash parts none.
    static func split(_ path: String) -> [Substring] {
        path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
    }
}
