import Cryptography
import FoundationEssentials

/// What a page may do: run the scripts and styles that it contains, and talk to its own server. Nothing else; above
/// all, no script can turn text into elements or code, so that hostile text stays text.
struct ContentSecurityPolicy: CustomStringConvertible {
    let description: String

    init(for html: [UInt8]) {
        let scripts = Self.sources(of: "script", in: html)
        let styles = Self.sources(of: "style", in: html)
        description = [
            "default-src 'none'", "script-src \(scripts)", "style-src \(styles)", "connect-src 'self'", "img-src data:",
            "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'",
        ].joined(separator: "; ")
    }

    /// The hashes of an element's contents wherever it stands without attributes, as the build plugin writes it.
    private static func sources(of element: String, in html: [UInt8]) -> String {
        var hashes: [String] = []
        var rest = html[...]
        while let start = rest.firstRange(of: Array("<\(element)>".utf8)) {
            rest = rest[start.upperBound...]
            guard let end = rest.firstRange(of: Array("</\(element)>".utf8)) else { break }
            let hash = Data(HashFunction.sha256.hash(Array(rest[..<end.lowerBound])).bytes)
            hashes.append("'sha256-\(hash.base64EncodedString())'")
            rest = rest[end.upperBound...]
        }
        return hashes.isEmpty ? "'none'" : hashes.joined(separator: " ")
    }
}
