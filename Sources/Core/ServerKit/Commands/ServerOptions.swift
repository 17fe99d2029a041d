public import ArgumentParser
import FoundationEssentials
import Logging

/// The options that every subcommand of a server takes; they open the server.
public struct ServerOptions<Server: PaddleServer>: ParsableArguments {
    @OptionGroup var common: SettingOptions<CommonSettings<Server>>

    @Option(
        help: ArgumentHelp(
            "A JSON object of settings by variable name, those of one server in an object under its name; "
                + "PADDLE_HOME/config.json if not given.",
            valueName: "file"
        )
    )
    var config: String?

    /// Made by the argument parser.
    public init() {}

    /// Makes the server on the resources that the settings name, none of which is started; starts logging.
    ///
    /// - Throws: ``SettingsError``.
    public func open() throws -> (server: Server, resources: ServerResources) {
        try Server.make(settings: load())
    }

    /// Reads the settings from flags, environment and file, and starts logging.
    /// - Parameters:
    ///   - more: What the subcommand's own flags gave, by the names of the variables.
    ///   - leastLevel: The least urgent level that is logged, for a command whose output says it all.
    func load(
        _ more: [String: String] = [:],
        leastLevel: Logger.Level = .trace
    ) throws(SettingsError) -> Settings {
        // A server that does not embed may share its file with one that does.
        let known = AllSettings<Server>.declarations + EmbeddingSettings.declarations
        let (sources, home) = try sources(more, known: known)
        let settings = try Settings(
            sources,
            home: home,
            embeds: Server.embeds,
            declarations: AllSettings<Server>.declarations
        )
        bootstrapLogging(settings.logging, leastLevel: leastLevel)
        return settings
    }

    /// Reads only the settings of the private database and whether nothing may be written, and starts logging.
    func loadCluster() throws(SettingsError) -> (settings: ClusterSettings, isReadOnly: Bool) {
        let (sources, home) = try sources([:], known: nil)
        bootstrapLogging(try LoggingSettings(sources))
        return (try ClusterSettings(sources, home: home), try ToolSettings(sources).isReadOnly)
    }

    private func sources(
        _ more: [String: String],
        known: [any SettingDeclaration]?
    ) throws(SettingsError) -> (SettingSources, home: String) {
        try SettingSources.load(
            flags: common.given.merging(more) { _, more in more },
            environment: ProcessInfo.processInfo.environment,
            file: config,
            server: Server.name,
            known: known
        )
    }

    /// Said once, under every subcommand's help.
    public static var discussion: String {
        """
        Settings come from flags, then the environment, then the configuration file. Without a database URL the server \
        starts or joins a private database under PADDLE_HOME. These have no flag:

        \(CommonSettings<Server>.variableHelp)
        """
    }
}
