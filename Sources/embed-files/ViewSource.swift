/// A file `NAME.html` with its scripts and styles inlined.
///
/// It refers to them as any page would, so it can also be opened from disk:
///
///     <link rel="stylesheet" href="theme.css">
///     <script src="bridge.js"></script>
struct ViewSource {
    /// The largest view, in bytes: a view is sent whole with every page, and inside messages of MCP.
    static let sizeLimit = 40_000
    /// Where the page's data goes.
    static let bootBlock = #"<script type="application/json" id="boot"></script>"#

    let name: String
    let html: String

    init(named fileName: String, in folders: [SourceFolder]) throws {
        let name = String(fileName.dropLast(5))
        guard !name.isEmpty, name.utf8.allSatisfy({ "abcdefghijklmnopqrstuvwxyz0123456789-".utf8.contains($0) }) else {
            throw EmbedError("\(fileName): a view's name is part of its address: lower-case letters, digits, hyphens")
        }
        var html = try folders[0].text(of: fileName) ?? ""
        try Self.include(#"<link rel="stylesheet" href=""#, #"">"#, as: "style", into: &html, of: fileName, folders)
        try Self.include(#"<script src=""#, #""></script>"#, as: "script", into: &html, of: fileName, folders)
        html = Self.compact(html)
        guard html.ranges(of: Self.bootBlock).count == 1 else {
            throw EmbedError("\(fileName): expected one \(Self.bootBlock) for the page's data")
        }
        guard html.utf8.count <= Self.sizeLimit else {
            throw EmbedError(
                "\(fileName): \(html.utf8.count) bytes with what it includes; a view has at most \(Self.sizeLimit)"
            )
        }
        self.name = name
        self.html = html
    }

    static func source(of folder: SourceFolder, shared: [SourceFolder]) throws -> SwiftSource {
        let views = try folder.names(endingIn: ".html").map { try ViewSource(named: $0, in: [folder] + shared) }
        return SwiftSource(module: "HTTP", name: "viewFiles", type: "ViewFile", elements: views.map(\.expression))
    }

    private var expression: String { "ViewFile(name: \"\(name)\", html: \(SwiftSource.literal(html)))" }

    /// Replaces each element that names a file by an element with the file's text.
    private static func include(
        _ start: String,
        _ end: String,
        as element: String,
        into html: inout String,
        of fileName: String,
        _ folders: [SourceFolder]
    ) throws {
        while let opening = html.firstRange(of: start) {
            guard let closing = html[opening.upperBound...].firstRange(of: end) else {
                throw EmbedError("\(fileName): \(start) is not followed by \(end)")
            }
            let name = String(html[opening.upperBound..<closing.lowerBound])
            guard var text = try folders.lazy.compactMap({ try $0.text(of: name) }).first else {
                throw EmbedError("\(fileName): \(name) is neither next to it nor among the views of a dependency")
            }
            // Its own end tag inside a script would end the script there.
            guard !text.lowercased().contains("</\(element)") else {
                throw EmbedError("\(name): must not contain </\(element)")
            }
            if element == "style" {
                do {
                    text = try StyleText(text).text + "\n"
                } catch let error as EmbedError {
                    throw EmbedError("\(name): \(error)")
                }
            }
            html.replaceSubrange(opening.lowerBound..<closing.upperBound, with: "<\(element)>\n\(text)</\(element)>")
        }
    }

    /// A page without what only its readers need: indentation, empty lines, and comments of scripts that have lines of
    /// their own.
    private static func compact(_ text: String) -> String {
        text.split(separator: "\n").map { $0.drop { $0 == " " } }
            .filter { !$0.isEmpty && !$0.hasPrefix("//") }
            .map { $0 + "\n" }.joined()
    }
}
