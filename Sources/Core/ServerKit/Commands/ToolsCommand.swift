import ArgumentParser
import JSONFormat
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
        let settings = try options.load()
        let (server, _) = try Server.make(settings: settings)
        let catalogue: JSON = ["tools": .array(server.tools(shownBy: settings).map(\.description.json))]
        print(String(decoding: catalogue.serialized(), as: UTF8.self))
    }
}
