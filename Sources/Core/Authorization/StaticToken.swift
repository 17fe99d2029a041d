import Cryptography
import FoundationEssentials
import HTTP

/// A bearer token that was handed out by hand. Only its digest is kept.
struct StaticToken: Sendable {
    /// The caller that it identifies.
    let caller: Caller
    /// The digest, which is compared instead of the token: digests have one length and cannot be guessed byte by byte.
    let digest: Digest

    init(_ token: some StringProtocol, caller: Caller) {
        self.caller = caller
        digest = Self.digest(of: token)
    }

    static func digest(of token: some StringProtocol) -> Digest {
        HashFunction.sha256.hash(Array(token.utf8))
    }

    /// The minimum length; a shorter token could be guessed over the network.
    static let minimumLength = 16

    /// What is wrong with a text as a token, as the end of a sentence that begins with its source; nil if nothing is.
    /// The text itself is never shown.
    static func flaw(in token: some StringProtocol) -> String? {
        guard token.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            return "contains a space, a control character or a non-ASCII character, which no token may"
        }
        guard token.utf8.count >= minimumLength else {
            return "is shorter than \(minimumLength) characters; `openssl rand -base64 32` makes a good one"
        }
        return nil
    }
}
