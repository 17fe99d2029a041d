import FoundationEssentials

/// The addresses of endpoints as settings give them.
package enum EndpointURL {
    /// What is wrong with a text as such an address, as the end of a sentence that begins with its name; nil if nothing
    /// is. The text itself may hold secrets and is not quoted.
    package static func flaw(in text: String) -> String? {
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), let url = URL(string: text), let host = url.host(),
            !host.isEmpty, let scheme = url.scheme?.lowercased(), ["https", "http"].contains(scheme)
        else { return "must be an http or https URL" }
        guard url.user == nil, url.password == nil else { return "must hold no user name or password" }
        guard url.fragment == nil else { return "must have no fragment (#)" }
        return nil
    }

    /// The address of something below another: `base/path`, before the query that the base may have.
    package static func appending(_ path: String, to base: String) -> String {
        let (address, query) = base.firstIndex(of: "?").map { (base[..<$0], base[$0...]) } ?? (base[...], "")
        var folder = address
        while folder.hasSuffix("/") { folder.removeLast() }
        return "\(folder)/\(path)\(query)"
    }
}
