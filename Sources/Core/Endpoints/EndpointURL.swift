import FoundationEssentials

/// The addresses of endpoints as settings give them.
package enum EndpointURL {
    /// What is wrong with a text as such an address, as the end of a sentence that begins with its name; nil if nothing
    /// is. The text itself may hold secrets and is not quoted.
    package static func flaw(in text: String) -> String? {
        guard ["http://", "https://"].contains(where: text.lowercased().hasPrefix) else {
            return "must begin with http:// or https://"
        }
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            return
                "must have no spaces, and no characters beyond ASCII: write them percent-encoded, a host name as xn--…"
        }
        guard hasUsablePort(text) else { return "must have a port from 1 to 65535 after the colon, or none" }
        guard let url = URL(string: text), let host = url.host(), !host.isEmpty else { return "must name a host" }
        guard url.user == nil, url.password == nil else { return "must hold no user name or password" }
        guard url.fragment == nil else { return "must have no fragment (#)" }
        return nil
    }

    /// `URL` takes any number for a port; the client of HTTP would stop the process at one that is none.
    private static func hasUsablePort(_ text: String) -> Bool {
        guard let scheme = text.firstRange(of: "://") else { return true }
        let authority = text[scheme.upperBound...].prefix { !"/?#".contains($0) }
        let hostAndPort = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
        let afterAddress = hostAndPort.lastIndex(of: "]").map { hostAndPort[$0...] } ?? hostAndPort
        guard let colon = afterAddress.firstIndex(of: ":") else { return true }
        let port = afterAddress[afterAddress.index(after: colon)...]
        return port.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } && UInt16(port) ?? 0 > 0
    }

    /// The address of something below another: `base/path`, before the query that the base may have; the base itself where
    /// it ends in the path already, as a whole address copied from documentation does.
    package static func appending(_ path: String, to base: String) -> String {
        let (address, query) = base.firstIndex(of: "?").map { (base[..<$0], base[$0...]) } ?? (base[...], "")
        var folder = address
        while folder.hasSuffix("/") { folder.removeLast() }
        // Not where it is the host that has the name.
        let isThere = folder.hasSuffix("/" + path) && !folder.dropLast(path.count + 1).hasSuffix("/")
        return isThere ? "\(folder)\(query)" : "\(folder)/\(path)\(query)"
    }
}
