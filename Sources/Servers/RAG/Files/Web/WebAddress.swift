import Endpoints
import FoundationEssentials

/// The address of a page or file on the web, of which each has one form.
struct WebAddress: Sendable, Hashable {
    /// Without a fragment.
    let text: String
    /// `http` or `https`.
    let scheme: String
    /// In lower case.
    let host: String
    let port: Int
    /// As it is sent, beginning with `/`.
    let path: String

    /// - Throws: ``SourceError`` that says what is wrong with it.
    init(_ text: String) throws(SourceError) {
        let text = String(text.prefix { $0 != "#" })
        // Without the password that one may hold.
        let shown = JSONEndpoint.address(of: text)
        if let flaw = EndpointURL.flaw(in: text) { throw .malformed(shown, flaw) }
        guard let url = URL(string: text), let scheme = url.scheme?.lowercased(), let host = url.host()?.lowercased()
        else { throw .malformed(shown, "is no address. Give one like https://example.org/manual.html") }
        let path = url.path(percentEncoded: true)
        // A server may take what is encoded for what it stands for.
        let segments = url.path(percentEncoded: false).split(whereSeparator: { "/\\".contains($0) })
        guard !segments.contains(where: { $0 == ".." || $0 == "." }) else {
            throw .malformed(shown, "has \".\" or \"..\" in its path. Give the address without them")
        }
        self.text = text
        self.scheme = scheme
        self.host = host
        port = url.port ?? (scheme == "https" ? 443 : 80)
        self.path = path.isEmpty ? "/" : path
    }

    /// What it is read as where it stands in another one, as `Location` gives it.
    init(_ text: String, relativeTo base: WebAddress) throws(SourceError) {
        guard let url = URL(string: text, relativeTo: URL(string: base.text)) else {
            throw .malformed(text, "is no address")
        }
        try self.init(url.absoluteString)
    }

    /// Whether a text is meant as such an address.
    static func isMeant(by text: String) -> Bool {
        ["http://", "https://"].contains { text.prefix($0.count).lowercased() == $0 }
    }

    /// The last part of its path, by which a file's format may be told.
    var fileName: String { path.split(separator: "/").last.map(String.init) ?? host }
}
