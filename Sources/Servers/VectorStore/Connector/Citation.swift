import JSONFormat

/// How an answer may cite a document: ChatGPT cites only what has a title and a URL.
struct Citation {
    let id: String
    let title: String
    /// Where people find the document: the `url` of its metadata, or else the resource that it is of this server.
    let url: String

    init(id: Int64, title: String?, metadata: JSON) {
        self.id = "\(id)"
        self.title = title ?? "Document \(id)"
        let stated = metadata["url"]?.stringValue
        let isLink = stated?.hasPrefix("https://") == true || stated?.hasPrefix("http://") == true
        url = (isLink ? stated : nil) ?? "paddle://documents/\(id)"
    }
}
