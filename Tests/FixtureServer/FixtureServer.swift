import ArgumentParser
import MCP
import Migration
import ServerKit

/// What the scenarios of the protocol's conformance suite call, under the names they give, on the runtime that ships.
/// It stores nothing and embeds nothing.
@main
struct FixtureServer: ServerDescribing {
    static let name = "fixture-server"
    static let title = "Conformance fixtures"
    static let abstract = "An MCP server with the fixtures of the protocol's conformance suite."
    static let instructions = "Serves the scenarios of the conformance suite. It stores nothing."
    static let migrations: [MigrationSet] = []
    static let toolsets = ["fixtures"]

    private let hub = ChangeHub()

    init(resources: ServerResources) {}

    func tools(of toolset: String) -> [any ToolHandler] {
        [Rendezvous.tool] + Self.contentTools + Self.interactionTools + Self.triggerTools(hub: hub)
            + Self.inputRequiredTools
    }

    var resources: [any ResourceProvider] { [FixtureResources()] }

    var prompts: [any PromptHandler] { FixturePrompt.all }

    func complete(_ description: inout ServerDescription) {
        description.changes = .init(tools: true, prompts: true, resources: true)
        description.hub = hub
        description.hasLogging = true
    }

    static func main() async { await ServerCommand<FixtureServer>.main() }
}
