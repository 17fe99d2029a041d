import ArgumentParser
import Logging
import MCP

/// `serve`: the server, on stdin and stdout or over HTTP.
struct ServeCommand<Server: PaddleServer>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "serve",
            abstract: "Serve MCP on stdin and stdout (what a client's configuration starts), or over HTTP.",
            discussion: ServerOptions<Server>.discussion + "\n" + ServeSettings.variableHelp
        )
    }

    @ArgumentParser.Argument(help: ArgumentHelp("The same as --database-url.", valueName: "url"))
    var databaseURLArgument: String?

    @OptionGroup(title: "Serving") var serving: SettingOptions<ServeSettings>

    @OptionGroup var options: ServerOptions<Server>

    func validate() throws {
        // Since serve needs no name, a misspelt command arrives here.
        guard let word = databaseURLArgument, !word.contains("="), !word.contains("://") else { return }
        guard !ShownValue.mayHoldPassword(word) else {
            throw ValidationError(
                """
                The first argument is neither a command nor the URL of a database, which is written \
                postgresql://USER:PASSWORD@HOST/NAME. It is not shown, since it may hold a password.
                """
            )
        }
        let commands = ServerCommand<Server>.configuration.subcommands.map { $0._commandName } + ["help"]
        let nearest = WireName.nearest(to: word, among: commands).map { " Did you mean \"\($0)\"?" } ?? ""
        throw ValidationError(
            """
            "\(word)" is neither a command nor the URL of a database, which begins with postgresql://.\(nearest) \
            The commands are \(commands.joined(separator: ", ")).
            """
        )
    }

    func run() async throws {
        var given = serving.given
        given["DATABASE_URL"] = databaseURLArgument
        let (server, resources) = try Server.make(settings: options.load(given))
        let runtime = try ServerRuntime(server, resources: resources)
        try await ServingGroup<Server>(runtime, resources: resources).run()
    }
}
