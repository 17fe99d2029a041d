import JSONFormat
import MCP

/// The resources of the conformance suite.
struct FixtureResources: ResourceProvider {
    static let watched = "test://watched-resource"
    private static let template: URITemplate = "test://template/{id}/data"
    private static let fixed: [(resource: Resource, body: ResourceContents.Body)] = [
        (
            Resource(uri: "test://static-text", name: "static-text", description: "A text.", mimeType: "text/plain"),
            .text("This is the content of the static text resource.")
        ),
        (
            Resource(
                uri: "test://static-binary",
                name: "static-binary",
                description: "A picture.",
                mimeType: "image/png"
            ),
            .bytes(FixtureServer.image)
        ),
        (
            Resource(uri: watched, name: "watched-resource", description: "Can be watched.", mimeType: "text/plain"),
            .text("Watched resource content")
        ),
    ]

    var templates: [ResourceTemplate] {
        [
            ResourceTemplate(
                uriTemplate: Self.template,
                name: "template",
                description: "A text with an id in it.",
                mimeType: "application/json"
            )
        ]
    }

    func list(after position: String?, limit: Int, context: RequestContext) async throws -> ResourcePage {
        guard position == nil else { throw InvalidPosition() }
        return ResourcePage(Self.fixed.map(\.resource))
    }

    func mayName(_ uri: String) -> Bool {
        Self.fixed.contains { $0.resource.uri == uri } || Self.template.match(uri) != nil
    }

    func read(_ uri: String, context: RequestContext) async throws -> [ResourceContents]? {
        if let (resource, body) = Self.fixed.first(where: { $0.resource.uri == uri }) {
            return [ResourceContents(uri: uri, mimeType: resource.mimeType, body)]
        }
        guard let id = Self.template.match(uri)?["id"] else { return nil }
        let text = JSON.object(["id": .string(id), "templateTest": true, "data": .string("Data for ID: \(id)")])
        return [ResourceContents(uri: uri, mimeType: "application/json", .text(text.description))]
    }
}
