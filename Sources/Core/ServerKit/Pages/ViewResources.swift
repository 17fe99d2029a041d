import Cryptography
import HTTP
import JSONFormat
import MCP

/// The views of a server as resources of MCP Apps: the same files as its pages, without data.
///
/// A URI holds a hash of its view, since clients keep what they have read by its URI. The URI of an older version is
/// answered with the newest, which a client that has kept its list of tools may ask for.
struct ViewResources: ResourceProvider {
    private static let mimeType = "text/html;profile=mcp-app"
    private static let prefix = "ui://paddle/"
    private static let suffix = ".html"
    /// Some clients read it from the list, others from the contents.
    private static let meta: JSONObject = ["ui": ["prefersBorder": true]]

    private let files: [ViewFile]

    init(_ files: [ViewFile]) {
        self.files = files
    }

    /// The URIs by the names of the views. Hashing waits until somebody asks for them.
    var uris: [String: String] { Dictionary(uniqueKeysWithValues: files.map { ($0.name, uri(of: $0)) }) }

    func list(after position: String?, limit: Int, context: RequestContext) async throws -> ResourcePage {
        let start = try position.map { text in
            guard let start = Int(text), files.indices.contains(start) else { throw InvalidPosition() }
            return start
        }
        let end = min((start ?? 0) + limit, files.count)
        let resources = files[(start ?? 0)..<end].map { file in
            Resource(
                uri: uri(of: file),
                name: "view-\(file.name)",
                title: View(file).title,
                description: "Shows results in clients that show views; of no use as text.",
                mimeType: Self.mimeType,
                size: file.html.utf8.count,
                meta: Self.meta
            )
        }
        return ResourcePage(resources, next: end < files.count ? "\(end)" : nil)
    }

    func read(_ uri: String, context: RequestContext) async throws -> [ResourceContents]? {
        guard let file = file(named: uri) else { return nil }
        return [ResourceContents(uri: uri, mimeType: Self.mimeType, .text(file.html), meta: Self.meta)]
    }

    func mayName(_ uri: String) -> Bool { file(named: uri) != nil }

    private func uri(of file: ViewFile) -> String {
        let hash = HashFunction.sha256.hash(Array(file.html.utf8)).hex.prefix(12)
        return "\(Self.prefix)\(file.name)-\(hash)\(Self.suffix)"
    }

    /// The view that a URI names, whatever its hash.
    private func file(named uri: String) -> ViewFile? {
        guard uri.hasPrefix(Self.prefix), uri.hasSuffix(Self.suffix) else { return nil }
        let path = uri.dropFirst(Self.prefix.count).dropLast(Self.suffix.count)
        // Names may hold hyphens, hashes do not.
        guard let hyphen = path.lastIndex(of: "-") else { return nil }
        return files.first { $0.name == path[..<hyphen] }
    }
}

extension ToolDescription {
    /// Names the view that it declares to clients. That a server has no view of the name is a mistake in the program.
    mutating func showView(among uris: [String: String]) {
        guard let view else { return }
        precondition(uris[view] != nil, "\(name) is shown by the view \(view), which is not among those of its server")
        viewURI = uris[view]
    }
}
