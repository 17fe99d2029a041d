import HTTP
import JSONFormat
package import Logging
import Synchronization

/// Answers the requests of MCP clients, in every revision of the protocol, over any transport.
///
/// The revision is decided separately for each request, so a client may probe with one and go on with another.
package final class MCPServer: Sendable {
    /// Name, tools, resources and prompts of the server.
    package let description: ServerDescription

    let logger: Logger
    let encoder: ResponseEncoder
    /// Calls the tools, for MCP and for every other interface.
    package let runner: ToolRunner
    /// How many subscriptions are open.
    let openSubscriptions = Atomic(0)
    private let madeSeal = Mutex<RequestStateSeal?>(nil)

    /// Makes a server from its description; nothing is computed before a request needs it.
    package init(_ description: ServerDescription, logger: Logger) {
        self.description = description
        self.logger = logger
        runner = ToolRunner(description, logger: logger)
        encoder = ResponseEncoder(serverInfo: Self.serverInfo(description))
    }

    /// Signs the states that travel through clients.
    var seal: RequestStateSeal {
        madeSeal.withLock { known in
            if let known { return known }
            let made = RequestStateSeal(key: description.stateKey?() ?? RequestStateSeal.randomKey())
            known = made
            return made
        }
    }

    /// The scopes that anything of this server needs.
    var scopes: Set<Scope> {
        var scopes = runner.tools.scopes
        if !description.resources.isEmpty || !description.prompts.isEmpty { scopes.insert(.read) }
        return scopes
    }

    static func serverInfo(_ description: ServerDescription) -> JSONObject {
        [
            "name": .string(description.name), "title": .string(description.title),
            "version": .string(description.version),
        ]
    }
}
