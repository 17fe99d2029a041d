import Authorization
public import Embedding
import FoundationEssentials

/// Everything a server can be told from outside. See `--help` for each variable.
public struct Settings: Sendable {
    /// PADDLE_HOME: state, model, embedded cluster.
    public let home: String
    /// DATABASE_URL or POSTGRES_URL, or the content of the file DATABASE_URL_FILE names; nil for the embedded cluster.
    public let databaseURL: String?
    /// DATABASE_PREPARED_STATEMENTS: whether statements are prepared and kept, which some poolers do not bear.
    let preparesStatements: Bool
    /// The embedded cluster.
    let cluster: ClusterSettings
    /// How texts are embedded.
    public let embedding: EmbeddingConfiguration
    /// What is logged, and how.
    let logging: LoggingSettings
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
        cluster = try ClusterSettings(sources: sources, home: home)
        logging = try LoggingSettings(sources: sources)
        requestStateKey = try sources.secret("REQUEST_STATE_KEY")
        if let requestStateKey, requestStateKey.utf8.count < StateKey.bytes {
            throw SettingsError("REQUEST_STATE_KEY must have \(StateKey.bytes) characters or more, best random ones.")
        }
        toolsets = sources.list("TOOLSETS")
        isReadOnly = try sources.flag("READ_ONLY") ?? false
        serving = try ServingSettings(sources: sources)
        do throws(AuthorizationSettingsError) {
            authorization = try AuthorizationSettings(sources.string)
        } catch {
            throw SettingsError(error.description)
        }
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
}
