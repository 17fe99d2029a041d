import Endpoints
import FoundationEssentials
import HTTP

/// The URLs that trust is built on.
enum TrustedURL {
    /// What is wrong with a text as such a URL, as the end of a sentence that begins with its name; nil if nothing is.
    static func flaw(in text: String) -> String? {
        if let flaw = EndpointURL.flaw(in: text) { return flaw }
        guard text.lowercased().hasPrefix("https:") || URL(string: text)?.host().map(isLoopback) == true else {
            return "must be an https URL; http is for this machine alone (localhost, 127.0.0.1)"
        }
        return nil
    }
}
