import ArgumentParser
import MCP

/// `tools`: the catalogue as JSON.
struct ToolsCommand<Server: PaddleServer>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "tools",
            abstract: "Print the tools as JSON, as a client sees them.",
            discussion: SettingsOptions.discussion
        )
    }

    @OptionGroup var options: SettingsOptions

    func run() async throws {
        let (server, _) = Server.make(settings: try options.load())
        let catalogue: JSON = ["tools": .array(server.tools.map(\.description.json))]
        print(String(decoding: catalogue.serialized(), as: UTF8.self))
    }
}
