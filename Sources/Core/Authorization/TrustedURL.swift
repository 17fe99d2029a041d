import FoundationEssentials
import HTTP

/// The URLs that trust is built on.
enum TrustedURL {
    /// What is wrong with a text as such a URL, as the end of a sentence that begins with its name; nil if nothing is.
    static func flaw(in text: String) -> String? {
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), let url = URL(string: text), let host = url.host(),
            !host.isEmpty, let scheme = url.scheme, ["https", "http"].contains(scheme)
        else { return "must be an https URL" }
        guard scheme == "https" || isLoopback(host) else {
            return "must be an https URL; http is for this machine alone (localhost, 127.0.0.1)"
        }
        guard url.user == nil, url.password == nil else { return "must hold no user name or password" }
        guard url.fragment == nil else { return "must have no fragment (#)" }
        return nil
    }
}
