import ArgumentParser
import MCP
import Migration
import ServerKit

/// What the scenarios of the protocol's conformance suite call, under the names they give, on the runtime that ships.
/// It embeds nothing, and stores no more than the tasks of its long tools.
@main
struct FixtureServer: ServerDescribing {
    static let name = "fixture-server"
    static let title = "Conformance fixtures"
    static let abstract = "An MCP server with the fixtures of the protocol's conformance suite."
    static let instructions = "Serves the scenarios of the conformance suite. It stores nothing."
    static let migrations: [MigrationSet] = []
    static let toolsets = ["fixtures", "tasks"]
    /// Tasks are kept in a database, which the other fixtures need not have.
    static let defaultToolsets = ["fixtures"]

    private let hub = ChangeHub()

    init(resources: ServerResources) {}

    func tools(of toolset: String) -> [any ToolHandler] {
        guard toolset == "fixtures" else { return Self.taskTools }
        return [Rendezvous.tool] + Self.contentTools + Self.interactionTools + Self.triggerTools(hub: hub)
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
