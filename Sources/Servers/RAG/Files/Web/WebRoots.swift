/// The parts of the web that may be read, as the beginnings of addresses: `https://docs.example.org/manual/`.
struct WebRoots: Sendable, Hashable {
    static let setting = "SOURCE_URLS"

    /// What addresses may begin with.
    let beginnings: [WebAddress]

    init(_ beginnings: [WebAddress]) { self.beginnings = beginnings }

    /// - Throws: ``SourceError`` where an address is outside.
    func check(_ address: WebAddress) throws(SourceError) {
        guard !beginnings.isEmpty else { throw SourceError(address.shown, .noWeb) }
        guard beginnings.contains(where: { address.isBelow($0) }) else {
            throw SourceError(address.shown, .outsideWeb(allowed: beginnings.map(\.text)))
        }
    }
}

extension WebAddress {
    /// Whether it is another address, or below it. What is a folder is told by its last slash: `/manual` is not above
    /// `/manuals`.
    fileprivate func isBelow(_ other: WebAddress) -> Bool {
        guard (scheme, host, port) == (other.scheme, other.host, other.port) else { return false }
        if path == other.path { return true }
        return path.hasPrefix(other.path.hasSuffix("/") ? other.path : other.path + "/")
    }
}
