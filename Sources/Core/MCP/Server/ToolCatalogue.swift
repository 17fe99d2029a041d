package import HTTP
import JSONFormat
import Logging
import OrderedCollections
import Synchronization

/// The tools of a server, found by name and listed in wire form. Made when first needed.
package final class ToolCatalogue: Sendable {
    private let handlers: OrderedDictionary<String, any ToolHandler>
    /// The result of `tools/list` for callers with the same scopes.
    private let lists = Mutex<[Set<Scope>: ResultMembers]>([:])

    init(_ tools: [any ToolHandler], logger: Logger) {
        var handlers: OrderedDictionary<String, any ToolHandler> = [:]
        for tool in tools {
            let name = tool.description.name
            guard handlers[name] == nil else {
                logger.critical("two tools have one name; the first is served", metadata: ["tool": "\(name)"])
                continue
            }
            handlers[name] = tool
        }
        self.handlers = handlers
    }

    package subscript(name: String) -> (any ToolHandler)? { handlers[name] }

    /// The scopes that any of the tools needs.
    var scopes: Set<Scope> { handlers.values.reduce(into: []) { $0.formUnion($1.description.scopes) } }

    /// The tools a caller may call, in the order they are listed.
    package func visible(to scopes: Set<Scope>) -> [any ToolHandler] {
        handlers.values.filter { $0.description.scopes.isSubset(of: scopes) }
    }

    /// The list of tools a caller may call: one page, because many clients do not read a second.
    func list(for scopes: Set<Scope>) -> ResultMembers {
        lists.withLock { lists in
            if let known = lists[scopes] { return known }
            let list = ResultMembers(["tools": .array(visible(to: scopes).map(\.description.json))])
            lists[scopes] = list
            return list
        }
    }
}
