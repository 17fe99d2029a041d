extension Format {
    /// The media type of such files.
    var mediaType: String {
        switch self {
        case .plainText, .code: "text/plain"
        case .markdown: "text/markdown"
        case .separatedValues: "text/csv"
        case .json: "application/json"
        case .jsonLines: "application/jsonl"
        case .html: "text/html"
        case .docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        case .odt: "application/vnd.oasis.opendocument.text"
        case .epub: "application/epub+zip"
        case .rtf: "application/rtf"
        case .restructuredText: "text/x-rst"
        case .org: "text/org"
        case .latex: "text/x-tex"
        case .notebook: "application/x-ipynb+json"
        case .pdf: "application/pdf"
        }
    }

    /// The format that a media type tells; nil for those that many formats are sent as, such as `text/plain`.
    init?(mediaType: String) {
        let others: [String: Format] = [
            "application/xhtml+xml": .html, "text/x-markdown": .markdown, "text/tab-separated-values": .separatedValues,
            "application/x-ndjson": .jsonLines, "text/rtf": .rtf,
        ]
        let own = Format.allCases.first { $0.mediaType == mediaType && mediaType != "text/plain" }
        guard let format = own ?? others[mediaType] else { return nil }
        self = format
    }
}
