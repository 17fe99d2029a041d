import ArgumentParser
import JSONFormat
import MCP

/// `tools`: the catalogue as JSON.
struct ToolsCommand<Server: PaddleServer>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "tools",
            abstract: "Print the tools as JSON, as a client sees them.",
            discussion: ServerOptions<Server>.discussion
        )
    }

    @OptionGroup var options: ServerOptions<Server>

    func run() async throws {
        let (server, resources) = try options.open()
        let catalogue: JSON = [
            "tools": .array(server.tools(shownBy: resources.settings.tools).map(\.description.json))
        ]
        try StandardOutput.print(String(decoding: catalogue.serialized(), as: UTF8.self))
    }
}
