import ArgumentParser
import FoundationEssentials

/// The flags every subcommand takes, and the variables it reads.
struct SettingsOptions: ParsableArguments {
    @Option(help: ArgumentHelp("A PostgreSQL URL. [DATABASE_URL, POSTGRES_URL]", valueName: "url"))
    var databaseURL: String?

    @Option(
        help: ArgumentHelp(
            "Where state, model and the embedded database live; ~/.local/share/paddle, for root /var/lib/paddle. [PADDLE_HOME]",
            valueName: "folder"
        )
    )
    var home: String?

    @Option(
        help: ArgumentHelp(
            "The model that embeds texts: a known name or a folder. [EMBEDDING_MODEL]",
            valueName: "model"
        )
    )
    var embeddingModel: String?

    @Option(
        help: ArgumentHelp("An OpenAI-compatible server that embeds instead. [EMBEDDING_BASE_URL]", valueName: "url")
    )
    var embeddingBaseURL: String?

    @Option(help: ArgumentHelp("Only these groups of tools, parted by commas. [TOOLSETS]", valueName: "names"))
    var toolsets: String?

    @Flag(name: .customLong("read-only"), help: "Only the tools that change nothing. [READ_ONLY]")
    var isReadOnly = false

    @Option(
        help: ArgumentHelp(
            "trace, debug, info (if not given), notice, warning, error or critical. [LOG_LEVEL]",
            valueName: "level"
        )
    )
    var logLevel: String?

    @Option(help: ArgumentHelp("text (on a terminal, if not given) or json. [LOG_FORMAT]", valueName: "format"))
    var logFormat: String?

    @Option(
        help: ArgumentHelp(
            "A JSON object of settings by variable name; PADDLE_HOME/config.json if not given.",
            valueName: "file"
        )
    )
    var config: String?

    /// The settings of flags, environment and file together; logging starts with them.
    /// - Parameter more: what the subcommand's own flags gave, by the names of the variables.
    func load(_ more: [String: String?] = [:]) throws -> Settings {
        let (sources, home) = try sources(more)
        let settings = try Settings(sources: sources, home: home)
        bootstrapLogging(settings.logging)
        return settings
    }

    /// Of these settings those of the embedded cluster alone; logging starts with them.
    func loadCluster() throws -> ClusterSettings {
        let (sources, home) = try sources([:])
        bootstrapLogging(try LoggingSettings(sources: sources))
        return try ClusterSettings(sources: sources, home: home)
    }

    private func sources(_ more: [String: String?]) throws -> (SettingSources, home: String) {
        let given: [String: String?] = [
            "DATABASE_URL": databaseURL, "PADDLE_HOME": home, "EMBEDDING_MODEL": embeddingModel,
            "EMBEDDING_BASE_URL": embeddingBaseURL, "TOOLSETS": toolsets, "READ_ONLY": isReadOnly ? "true" : nil,
            "LOG_LEVEL": logLevel, "LOG_FORMAT": logFormat,
        ]
        return try SettingSources.load(
            flags: given.merging(more) { own, more in more ?? own }.compactMapValues { $0 },
            environment: ProcessInfo.processInfo.environment,
            file: config
        )
    }

    /// Said once, under every subcommand's help.
    static let discussion = """
        Settings come from flags, then the environment, then the configuration file. Beside those below: \
        EMBEDDING_API_KEY or EMBEDDING_API_KEY_FILE (the key for EMBEDDING_BASE_URL), PADDLE_POSTGRESQL (the \
        PostgreSQL that the embedded database runs; PADDLE_HOME/postgresql if not given), PADDLE_OPENVINO (the OpenVINO \
        libraries; PADDLE_HOME/openvino if not given), DATABASE_IDLE_STOP (whoever starts the embedded database has it stop when nothing \
        has been connected for so many seconds, as when no server has been used; it starts again when needed; 1800 if not \
        given, 0 for never), DATABASE_URL_FILE (a file that holds the URL), \
        DATABASE_PREPARED_STATEMENTS (false for PgBouncer before 1.21 in transaction mode), \
        REQUEST_STATE_KEY or REQUEST_STATE_KEY_FILE (signs questions to clients; the same on all hosts that stand in for \
        each other), COLLECTION_NAME \
        (only "documents"). Without a database URL the server starts or joins a private \
        database under PADDLE_HOME.
        """
}
