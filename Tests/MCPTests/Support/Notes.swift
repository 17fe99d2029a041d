import MCP

/// Resources that can be subscribed to: `a://ID` and `a:ID`. There are none yet.
struct Notes: ResourceProvider {
    let templates = [
        ResourceTemplate(uriTemplate: "a://{id}", name: "note"), ResourceTemplate(uriTemplate: "a:{id}", name: "short"),
    ]

    func list(after position: String?, limit: Int, context: RequestContext) async throws -> ResourcePage {
        ResourcePage([])
    }

    func read(_ uri: String, context: RequestContext) async throws -> [ResourceContents]? { nil }
}
