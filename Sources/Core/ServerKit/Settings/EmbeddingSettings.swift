import Embedding

/// The model that embeds texts, for servers that embed.
enum EmbeddingSettings: SettingGroup {
    static func configuration(
        _ sources: SettingSources,
        home: String
    ) throws(SettingsError) -> EmbeddingConfiguration {
        let apiKey = try key.read(sources)
        let batchSize = try batchSize.read(sources)
        return EmbeddingConfiguration(
            model: try model.read(sources),
            modelsDirectory: SettingSources.part("models", home: home),
            openVINODirectory: try openVINO.read(sources) ?? SettingSources.part("openvino", home: home),
            cacheDirectory: home + "/cache/openvino",
            precision: try precision.read(sources) ?? .automatic,
            queryPrecision: try queryPrecision.read(sources) ?? .automatic,
            remote: try url.read(sources).map {
                RemoteEmbeddingConfiguration(baseURL: $0, apiKey: apiKey, batchSize: batchSize)
            }
        )
    }

    private static let model = Setting.text(
        "EMBEDDING_MODEL",
        flag: .option("embedding-model", value: "model"),
        default: "all-MiniLM-L6-v2",
        "The model that embeds texts: a known name or a folder"
    )
    private static let url = Setting.text(
        "EMBEDDING_BASE_URL",
        flag: .option("embedding-base-url", value: "url"),
        "An OpenAI-compatible server that embeds instead"
    )
    private static let key = Setting.secret("EMBEDDING_API_KEY", "The key for EMBEDDING_BASE_URL")
    private static let batchSize = Setting.integer(
        "EMBEDDING_BATCH_SIZE",
        in: 1...2048,
        default: 64,
        "The most texts in one request to EMBEDDING_BASE_URL; fewer are sent where it takes fewer"
    )
    private static let precision = Setting.choice(
        "EMBEDDING_PRECISION",
        of: EmbeddingPrecision.self,
        defaultText: "automatic",
        "How texts are computed here: f32, bf16, int8, or what is fastest at no loss"
    )
    private static let queryPrecision = Setting.choice(
        "EMBEDDING_QUERY_PRECISION",
        of: EmbeddingPrecision.self,
        defaultText: "automatic",
        "How queries are; automatic is int8 where the processor has VNNI, else as texts"
    )
    private static let openVINO = Setting.text(
        "PADDLE_OPENVINO",
        defaultText: "PADDLE_HOME/openvino",
        "The folder of the OpenVINO libraries"
    )

    static var declarations: [any SettingDeclaration] {
        [model, url, key, batchSize, precision, queryPrecision, openVINO]
    }
}
