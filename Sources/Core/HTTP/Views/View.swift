package import HTTPTypes

/// A page to be sent with data of the moment.
///
/// To make one reads the whole page and hashes its scripts: do it once, and not before a page is wanted.
package struct View: Sendable {
    package let name: String
    private let beforeBoot: ArraySlice<UInt8>
    private let afterBoot: ArraySlice<UInt8>
    private let headers: HTTPFields

    package init(_ file: ViewFile) {
        let html = Array(file.html.utf8)
        let boot = Array(#"<script type="application/json" id="boot">"#.utf8)
        guard let start = html.firstRange(of: boot)?.upperBound else {
            preconditionFailure(
                "the view \(file.name) was not embedded by the build plugin: it has no block for its data"
            )
        }
        name = file.name
        beforeBoot = html[..<start]
        afterBoot = html[start...]
        headers = [
            .contentType: "text/html; charset=utf-8",
            .contentSecurityPolicy: ContentSecurityPolicy(for: html).description,
            .xContentTypeOptions: "nosniff",
            .referrerPolicy: "no-referrer",
            .cacheControl: "no-store",
        ]
    }

    /// The page with its data.
    ///
    /// - Parameter boot: UTF-8 of a JSON text; the page's `render` gets its value.
    package func page(boot: some Sequence<UInt8>) -> ViewPage {
        var body = Array(beforeBoot)
        for byte in boot {
            // In JSON it stands inside strings only. As it is, it could end the block.
            if byte == UInt8(ascii: "<") {
                body += #"\u003c"#.utf8
            } else {
                body.append(byte)
            }
        }
        body += afterBoot
        return ViewPage(headers: headers, body: body)
    }
}

/// A page ready to be sent.
package struct ViewPage: Sendable {
    package let headers: HTTPFields
    /// HTML in UTF-8.
    package let body: [UInt8]
}

extension HTTPField.Name {
    fileprivate static let referrerPolicy = HTTPField.Name("Referrer-Policy")!
}
