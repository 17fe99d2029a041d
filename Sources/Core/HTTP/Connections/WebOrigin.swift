/// The origin of a web page as browsers send it: the scheme, the host in ASCII, and the port where it is not the
/// scheme's own, all in lower case (RFC 6454, section 6.2).
package struct WebOrigin: Sendable {
    /// As in `https://app.example.com:8443`.
    package let text: String

    /// Reads an origin in any spelling that means one; nil for anything else, such as an address with a path, `null`,
    /// or a pattern.
    package init?(_ text: String) {
        guard let separator = text.firstRange(of: "://") else { return nil }
        let scheme = text[..<separator.lowerBound].lowercased()
        var rest = text[separator.upperBound...]
        if rest.hasSuffix("/") { rest.removeLast() }
        guard scheme.utf8.first.map({ (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }) ?? false,
            scheme.utf8.allSatisfy({ Authority.isLetterOrDigit($0) || "+-.".utf8.contains($0) }),
            var authority = Authority(rest)
        else { return nil }
        if authority.port == ["http": 80, "https": 443][scheme] { authority.port = nil }
        self.text = "\(scheme)://\(authority.text)"
    }
}

/// A host, and a port where one is stated.
package struct Authority: Sendable {
    /// In lower case; an IPv6 address in brackets.
    package let host: String
    /// 1 to 65,535.
    package var port: UInt16?

    /// Reads `HOST` or `HOST:PORT`; nil for anything else. A name beyond ASCII must be given as browsers send it, as in
    /// `xn--bcher-kva.example`.
    package init?(_ text: some StringProtocol) {
        let text = text.lowercased()
        let end =
            text.hasPrefix("[") ? text.firstIndex(of: "]").map { text.index(after: $0) } : text.firstIndex(of: ":")
        host = String(text[..<(end ?? text.endIndex)])
        let rest = text[(end ?? text.endIndex)...]
        if !rest.isEmpty {
            guard rest.hasPrefix(":"), rest.utf8.dropFirst().allSatisfy(Self.isDigit),
                let port = UInt16(rest.dropFirst()), port > 0
            else { return nil }
            self.port = port
        }
        guard host.hasPrefix("[") ? Self.isAddress(host) : Self.isName(host) else { return nil }
    }

    /// `HOST` or `HOST:PORT`.
    package var text: String { port.map { "\(host):\($0)" } ?? host }

    static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isName(_ host: String) -> Bool {
        !host.isEmpty && host.utf8.allSatisfy { isLetterOrDigit($0) || "-._~".utf8.contains($0) }
    }

    private static func isAddress(_ host: String) -> Bool {
        host.hasSuffix("]") && host.utf8.count > 4
            && host.utf8.dropFirst().dropLast().allSatisfy { isLetterOrDigit($0) || ":.".utf8.contains($0) }
    }
}
