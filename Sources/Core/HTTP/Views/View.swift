package import HTTPTypes
import Synchronization

/// A page that is sent with current data. Its parts are located and its scripts are hashed when it is first sent, since
/// most processes send none.
package final class View: Sendable {
    private let file: ViewFile
    private let parts = Mutex<Parts?>(nil)

    package init(_ file: ViewFile) {
        self.file = file
    }

    package var name: String { file.name }

    /// The text of its `<title>`, or else its name.
    package var title: String {
        guard let start = file.html.firstRange(of: "<title>")?.upperBound,
            let end = file.html[start...].firstRange(of: "</title>")?.lowerBound
        else { return name }
        return String(file.html[start..<end])
    }

    /// The page with its data.
    ///
    /// - Parameter boot: UTF-8 of a JSON text; the page's `render` gets its value.
    package func page(boot: some Sequence<UInt8>) -> ViewPage {
        let parts = parts.withLock { found in
            if let found { return found }
            let parts = Parts(of: file)
            found = parts
            return parts
        }
        var body = Array(parts.beforeBoot)
        for byte in boot {
            // In JSON it occurs only inside strings. Unescaped, it could end the block.
            if byte == UInt8(ascii: "<") {
                body += #"\u003c"#.utf8
            } else {
                body.append(byte)
            }
        }
        body += parts.afterBoot
        return ViewPage(headers: parts.headers, body: body)
    }

    private struct Parts: Sendable {
        let beforeBoot: ArraySlice<UInt8>
        let afterBoot: ArraySlice<UInt8>
        let headers: HTTPFields

        init(of file: ViewFile) {
            let html = Array(file.html.utf8)
            let boot = Array(#"<script type="application/json" id="boot">"#.utf8)
            guard let start = html.firstRange(of: boot)?.upperBound else {
                preconditionFailure("the view \(file.name) has no block for its data; was it embedded by the plugin?")
            }
            beforeBoot = html[..<start]
            afterBoot = html[start...]
            headers = [
                .contentType: "text/html; charset=utf-8",
                .contentSecurityPolicy: ContentSecurityPolicy(for: html).description,
                .xContentTypeOptions: "nosniff",
                // With no referrer at all, browsers would send a form without its origin.
                .referrerPolicy: "same-origin",
                .cacheControl: "no-store",
            ]
        }
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
