/// Which model to load and how to run it.
public struct EmbeddingConfiguration: Sendable {
    /// A known name (`all-MiniLM-L6-v2`, also under `Xenova/` and `sentence-transformers/`), or the path of a model
    /// folder in the published layout. For a remote engine, the server's name of the model.
    public var model: String

    /// The folder that contains a folder for each known model.
    public var modelsDirectory: String

    /// The folder that holds `libopenvino_c.so` and its siblings.
    public var openVINODirectory: String

    /// Where compiled models are kept between processes; nil keeps none.
    public var cacheDirectory: String?

    /// Threads of the local engine; nil uses every core that this process may run on.
    public var threads: Int?

    /// The arithmetic of the local engine.
    public var precision: EmbeddingPrecision

    /// Its arithmetic for queries, whose vectors are compared with those of the other texts.
    public var queryPrecision: EmbeddingPrecision

    /// The most bytes that cached vectors may take; 0 turns the cache off.
    public var rememberedBytes: Int

    /// Set to embed on a server instead of in this process.
    public var remote: RemoteEmbeddingConfiguration?

    /// Describes a model; only the folders of the models and of OpenVINO are required.
    public init(
        model: String = "all-MiniLM-L6-v2",
        modelsDirectory: String,
        openVINODirectory: String,
        cacheDirectory: String? = nil,
        threads: Int? = nil,
        precision: EmbeddingPrecision = .automatic,
        queryPrecision: EmbeddingPrecision = .automatic,
        rememberedBytes: Int = 16 << 20,
        remote: RemoteEmbeddingConfiguration? = nil
    ) {
        self.model = model
        self.modelsDirectory = modelsDirectory
        self.openVINODirectory = openVINODirectory
        self.cacheDirectory = cacheDirectory
        self.threads = threads
        self.precision = precision
        self.queryPrecision = queryPrecision
        self.rememberedBytes = rememberedBytes
        self.remote = remote
    }
}

/// The arithmetic of the local engine.
public enum EmbeddingPrecision: String, Sendable, CaseIterable {
    /// 32-bit floating point.
    case f32

    /// bfloat16 multiplications: faster where the processor has them, at a cosine of 0.999 or better to `f32`.
    case bf16

    /// Weights as 8-bit integers: a quarter of the memory of `f32`, and faster for short texts where the processor
    /// multiplies them natively, at a cosine to `f32` of 0.998 on average and 0.993 at worst. Only a model in safetensors has it.
    case int8

    /// What is fastest on this processor at no loss that a search would show: `bf16` where it multiplies bfloat16
    /// natively, else `f32`; for queries `int8` where it multiplies that natively, else as for all texts.
    case automatic
}
