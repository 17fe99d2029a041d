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
        let shown = Self.shown(text)
        if let flaw = EndpointURL.flaw(in: text) { throw .malformed(shown, flaw) }
        guard let url = URL(string: text), let scheme = url.scheme?.lowercased(), let host = url.host()?.lowercased()
        else { throw .malformed(shown, "is no address. Give one like https://example.org/manual.html") }
        let path = url.path(percentEncoded: true)
        // What is asked for is made of it by another library, so that it must mean the same to all.
        guard path == Self.path(in: text), let bytes = PercentEncoding.decode(path[...].utf8),
            let decoded = String(validating: bytes, as: UTF8.self)
        else {
            throw .malformed(
                shown,
                "has a path that is no UTF-8 once its %XX are decoded, or has characters that must be so written"
            )
        }
        // A server may take what is encoded for what it stands for.
        let segments = decoded.split { "/\\".contains($0) }
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
            throw .malformed(Self.shown(text), "is no address")
        }
        try self.init(url.absoluteString)
    }

    /// It as errors may quote it: without a password, and without a query, which may hold keys.
    var shown: String { Self.shown(text) }

    private static func shown(_ text: String) -> String { JSONEndpoint.address(of: text) }

    /// The path as it is written.
    private static func path(in text: String) -> String {
        guard let scheme = text.firstRange(of: "://") else { return "" }
        return String(text[scheme.upperBound...].drop { !"/?".contains($0) }.prefix { $0 != "?" })
    }

    /// Whether a text is meant as such an address.
    static func isMeant(by text: String) -> Bool {
        ["http://", "https://"].contains { text.prefix($0.count).lowercased() == $0 }
    }

    /// The last part of its path, by which a file's format may be told.
    var fileName: String { path.split(separator: "/").last.map(String.init) ?? host }
}
