import Logging
import OrderedCollections

/// The tools of a server, found by name and listed in wire form. Made when first needed.
struct ToolCatalogue: Sendable {
    private let handlers: [String: any ToolHandler]
    /// The result of `tools/list`: one page, because many clients read no second.
    let list: ResultMembers

    init(_ tools: [any ToolHandler], logger: Logger) {
        var handlers: [String: any ToolHandler] = [:]
        var listed: [JSON] = []
        for tool in tools {
            let description = tool.description
            guard handlers[description.name] == nil else {
                logger.critical(
                    "two tools have one name; the first is served",
                    metadata: ["tool": "\(description.name)"]
                )
                continue
            }
            handlers[description.name] = tool
            listed.append(description.json)
        }
        self.handlers = handlers
        list = ResultMembers(["tools": .array(listed)])
    }

    subscript(name: String) -> (any ToolHandler)? { handlers[name] }
}
