/// Why a file is left alone. To be read after its name.
enum MarkdownFlaw: Error, Sendable, Hashable, CustomStringConvertible {
    case notText
    case mergeMarkers
    case longFrontMatter(limit: Int)

    var description: String {
        switch self {
        case .notText: "is no text in UTF-8"
        case .mergeMarkers: "has the marks of a merge that is not resolved"
        case .longFrontMatter(let limit): "has a front matter of more than \(limit) bytes"
        }
    }
}
