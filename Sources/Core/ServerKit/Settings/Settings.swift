public import Embedding
import FoundationEssentials
public import Logging

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Everything a server can be told from outside. See `--help` for each variable.
public struct Settings: Sendable {
    /// How log lines are written.
    public enum LogFormat: String, Sendable, CaseIterable {
        /// For people.
        case text
        /// One object a line.
        case json
    }

    /// PADDLE_HOME: state, model, embedded cluster.
    public let home: String
    /// DATABASE_URL or POSTGRES_URL, or the content of the file DATABASE_URL_FILE names; nil for the embedded cluster.
    public let databaseURL: String?
    /// DATABASE_PREPARED_STATEMENTS: whether statements are prepared and kept, which some poolers do not bear.
    let preparesStatements: Bool
    /// PADDLE_POSTGRESQL: the PostgreSQL that the embedded cluster runs.
    public let postgresql: String
    /// DATABASE_IDLE_STOP: how long nobody has to be connected to the embedded cluster before it stops; nil for never.
    let databaseIdleStop: Duration?
    /// How texts are embedded.
    public let embedding: EmbeddingConfiguration
    /// LOG_LEVEL.
    public let logLevel: Logger.Level
    /// LOG_FORMAT.
    public let logFormat: LogFormat
    /// REQUEST_STATE_KEY: what signs questions to clients; nil for a key kept in PADDLE_HOME.
    let requestStateKey: String?
    /// TOOLSETS: which groups of tools are shown; nil for all.
    public let toolsets: [String]?
    /// READ_ONLY: whether tools that change data are left out.
    public let isReadOnly: Bool
    /// What is served, and in which bounds.
    let serving: ServingSettings
    /// Who may ask over HTTP.
    let authorization: AuthorizationSettings

    init(sources: SettingSources, home: String) throws(SettingsError) {
        self.home = home
        databaseURL = try sources.secret("DATABASE_URL", orElse: "POSTGRES_URL")
        preparesStatements = try sources.flag("DATABASE_PREPARED_STATEMENTS") ?? true
        postgresql = sources.string("PADDLE_POSTGRESQL") ?? home + "/postgresql"
        let idle = try sources.number("DATABASE_IDLE_STOP", in: 0...31_536_000) ?? 1800
        databaseIdleStop = idle > 0 ? .seconds(idle) : nil
        logLevel = try sources.choice("LOG_LEVEL") ?? .info
        logFormat = try sources.choice("LOG_FORMAT") ?? (isatty(STDERR_FILENO) == 1 ? .text : .json)
        requestStateKey = try sources.secret("REQUEST_STATE_KEY")
        if let requestStateKey, requestStateKey.utf8.count < StateKey.bytes {
            throw SettingsError("REQUEST_STATE_KEY must have \(StateKey.bytes) characters or more, best random ones.")
        }
        toolsets = sources.list("TOOLSETS")
        isReadOnly = try sources.flag("READ_ONLY") ?? false
        serving = try ServingSettings(sources: sources)
        authorization = try AuthorizationSettings(sources.string)
        if let (_, collection, source) = sources.value(of: "COLLECTION_NAME"), collection != "documents" {
            throw SettingsError(
                "COLLECTION_NAME must be \"documents\" (got \"\(collection)\" from the \(source)): there is one collection."
            )
        }
        let remote: RemoteEmbeddingConfiguration? =
            if let baseURL = sources.string("EMBEDDING_BASE_URL") {
                RemoteEmbeddingConfiguration(baseURL: baseURL, apiKey: try sources.secret("EMBEDDING_API_KEY"))
            } else {
                nil
            }
        embedding = EmbeddingConfiguration(
            model: sources.string("EMBEDDING_MODEL") ?? "all-MiniLM-L6-v2",
            modelsDirectory: home + "/models",
            openVINODirectory: sources.string("PADDLE_OPENVINO") ?? home + "/openvino",
            cacheDirectory: home + "/cache/openvino",
            remote: remote
        )
    }

    /// Reads flags, environment and file, in this order of precedence.
    /// - Parameters:
    ///   - flags: what the command line gave, under the names of the variables.
    ///   - file: `--config`; nil for PADDLE_HOME/config.json where there is one.
    static func load(
        flags: [String: String],
        environment: [String: String] = ProcessInfo.processInfo.environment,
        file: String?
    ) throws(SettingsError) -> Settings {
        let withoutFile = SettingSources(flags: flags, environment: environment, file: nil)
        let home = withoutFile.string("PADDLE_HOME").map(absolute) ?? defaultHome(environment: environment)
        let configuration = try SettingSources.file(at: file ?? home + "/config.json", mayBeMissing: file == nil)
        return try Settings(
            sources: SettingSources(flags: flags, environment: environment, file: configuration),
            home: home
        )
    }

    private static func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    }

    /// Root's own state lies where the ordinary user that runs PostgreSQL for it can enter.
    private static func defaultHome(environment: [String: String]) -> String {
        if geteuid() == 0 { return "/var/lib/paddle" }
        if let data = environment["XDG_DATA_HOME"], data.hasPrefix("/") { return data + "/paddle" }
        return (environment["HOME"] ?? "/") + "/.local/share/paddle"
    }
}
