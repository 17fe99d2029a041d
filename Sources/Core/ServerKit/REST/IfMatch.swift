import HTTP
import HTTPTypes

/// The header `If-Match` (RFC 9110 section 13.1.1).
enum IfMatch {
    /// The most versions that are compared; clients send one.
    private static let limit = 16
    /// A text that no version equals.
    private static let nothing = ""

    /// The versions of which one must be the current one; never empty; nil where any will do.
    ///
    /// A weak tag never matches, and neither does text that is not a tag.
    static func versions(in fields: HTTPFields) -> [String]? {
        let values = fields[values: .ifMatch]
        guard !values.isEmpty else { return nil }
        let text = values.joined(separator: ", ")
        guard text.trimmed != "*" else { return nil }
        var tags: [String] = []
        var rest = Substring(text)
        while tags.count < limit, let start = rest.firstIndex(of: "\"") {
            let tag = rest[start...].dropFirst()
            guard let end = tag.firstIndex(of: "\"") else { break }
            if !rest[..<start].hasSuffix("W/") { tags.append(String(tag[..<end])) }
            rest = tag[end...].dropFirst()
        }
        return tags.isEmpty ? [nothing] : tags
    }
}
