import SystemPackage

/// Where a source is, as a client names it: an absolute path, or a `file:` URI.
struct SourceLocation: Sendable, Hashable {
    /// Absolute, without `.` and `..`: one path for one place, but for links.
    let path: FilePath

    /// - Parameter home: What `~` stands for; nil where it stands for nothing.
    init(_ text: String, home: FilePath? = nil) throws(SourceError) {
        guard text.utf8.count <= 3 * Self.mostBytes else { throw .malformed(text, "is too long") }
        let isURI = text.prefix(5).lowercased() == "file:"
        let path = isURI ? try Self.path(ofURI: text) : text
        guard !path.utf8.contains(0) else { throw .malformed(text, "contains a zero byte, which no path does") }
        guard path.utf8.count < Self.mostBytes else {
            throw .malformed(text, "is longer than a path can be (\(Self.mostBytes - 1) bytes)")
        }
        guard let absolute = FilePath(path, home: isURI ? nil : home) else {
            throw .malformed(text, "is no absolute path. Give one that begins with \"/\", or a URI like file:///a/b.md")
        }
        self.path = absolute.lexicallyNormalized()
    }

    private static let mostBytes = 4_096

    private static func path(ofURI text: String) throws(SourceError) -> String {
        var rest = text.utf8.dropFirst(5)
        if rest.starts(with: "//".utf8) {
            let authority = rest.dropFirst(2).prefix { $0 != UInt8(ascii: "/") }
            guard authority.isEmpty || String(Substring(authority)).lowercased() == "localhost" else {
                throw .malformed(text, "names a file on another host. Give the URI of a file here, like file:///a/b.md")
            }
            rest = rest[authority.endIndex...]
        }
        guard rest.first == UInt8(ascii: "/") else {
            throw .malformed(text, "has no absolute path. Give a URI like file:///a/b.md")
        }
        guard !rest.contains(where: { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }) else {
            throw .malformed(text, "has a query or a fragment. Write %3F for \"?\", and %23 for \"#\"")
        }
        guard let bytes = PercentEncoding.decode(rest) else {
            throw .malformed(text, "has a \"%\" without two hexadecimal digits after it. Write %25 for \"%\"")
        }
        guard let path = String(validating: bytes, as: UTF8.self) else {
            throw .malformed(text, "is no UTF-8 once its %XX are decoded. Rename the file, or give another one")
        }
        return path
    }
}

extension FilePath {
    /// An absolute path, which may begin with `~`; nil for any other.
    init?(_ text: String, home: FilePath?) {
        if let home, text == "~" || text.hasPrefix("~/") {
            self = home.appending(text.dropFirst(2).drop { $0 == "/" }.description)
        } else {
            self.init(text)
        }
        guard isAbsolute else { return nil }
    }
}
