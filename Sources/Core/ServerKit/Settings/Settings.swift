import Authorization
public import Embedding

/// Everything an operator can set.
public struct Settings: Sendable {
    /// PADDLE_HOME: state, downloads, model, private database.
    public let home: String
    /// What embeds texts; nil for a server that embeds nothing.
    public let embedding: EmbeddingConfiguration?
    let database: DatabaseSettings
    let cluster: ClusterSettings
    let tools: ToolSettings
    let logging: LoggingSettings
    /// What is served, and within which limits.
    let serving: ServingSettings
    let connections: ConnectionSettings
    /// Who may ask over HTTP.
    let authorization: AuthorizationSettings
    /// The key that signs states that travel through clients; nil for a key kept under ``home``.
    let requestStateKey: String?
    /// The values of every setting, by its variable.
    private let values: [String: any Sendable]

    static let home = Setting.text(
        "PADDLE_HOME",
        flag: .option("home", value: "folder"),
        defaultText: "~/.local/share/paddle, for root /var/lib/paddle",
        "Where state, model and the private database live"
    )

    /// - Parameter declarations: Every setting of the server, its own included; each is read and so checked.
    init(
        _ sources: SettingSources,
        home: String,
        embeds: Bool,
        declarations: [any SettingDeclaration]
    ) throws(SettingsError) {
        self.home = home
        embedding = embeds ? try EmbeddingSettings.configuration(sources, home: home) : nil
        database = try DatabaseSettings(sources)
        cluster = try ClusterSettings(sources, home: home)
        tools = try ToolSettings(sources)
        logging = try LoggingSettings(sources)
        serving = try ServingSettings(sources)
        connections = try ConnectionSettings(sources)
        try sources.checkPrivacy(of: "MCP_AUTH_TOKEN")
        do throws(AuthorizationSettingsError) {
            authorization = try AuthorizationSettings(sources.string)
        } catch {
            throw SettingsError(error.description)
        }
        requestStateKey = try RequestStateSettings.key(sources)
        var values: [String: any Sendable] = [:]
        for declaration in declarations { values[declaration.variable] = try declaration.value(in: sources) }
        self.values = values
    }

    /// Whether the server writes nothing.
    public var isReadOnly: Bool { tools.isReadOnly }

    /// The value of a setting that the server has declared in ``PaddleServer/settings``.
    public subscript<Value>(setting: Setting<Value>) -> Value {
        guard let value = values[setting.variable] as? Value else {
            preconditionFailure("\(setting.variable) is not among the settings that the server declares")
        }
        return value
    }
}
