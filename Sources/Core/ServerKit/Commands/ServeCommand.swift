import ArgumentParser
import FoundationEssentials
import Logging
import MCP
import ServiceLifecycle
import UnixSignals

/// `serve`: the server, on stdin and stdout or over HTTP.
struct ServeCommand<Server: PaddleServer>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "serve",
            abstract: "Serve MCP on stdin and stdout (what a client's configuration starts), or over HTTP.",
            discussion: SettingsOptions.discussion + " " + HTTPOptions.discussion
        )
    }

    @ArgumentParser.Argument(help: ArgumentHelp("The same as --database-url.", valueName: "url"))
    var databaseURLArgument: String?

    @OptionGroup var http: HTTPOptions

    @OptionGroup var options: SettingsOptions

    func run() async throws {
        let given = http.values.merging(["DATABASE_URL": databaseURLArgument]) { own, _ in own }
        let settings = try options.load(given)
        let (paddle, resources) = try Server.make(settings: settings)
        let runtime = try ServerRuntime(paddle, settings: settings, resources: resources)
        let group = try ServingGroup<Server>(runtime, settings: settings, resources: resources)
        try await group.run()
    }
}
