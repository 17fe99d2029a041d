import Endpoints

/// A server that speaks the OpenAI-compatible `POST {base}/embeddings`: Ollama, vLLM, TEI, OpenAI.
public struct RemoteEmbeddingConfiguration: Sendable, CustomStringConvertible {
    /// The address before `/embeddings`, such as `http://localhost:11434/v1`.
    public var baseURL: String

    /// The key, sent as a bearer token; never logged.
    public var apiKey: String?

    /// The dimensions expected; nil takes what the server first answers.
    public var dimensions: Int?

    /// UTF-8 bytes of one passage, which must fit the remote model's window. There is no local tokenizer to count with,
    /// so a text is split by this budget: 1000 bytes are about 250 tokens of Latin text and 400 of Chinese, and fit the
    /// window of 512 tokens that most models have. Raise it for a model with a larger one.
    public var passageBytes: Int

    /// The most texts sent in one request; where the server takes fewer, fewer are sent.
    public var batchSize: Int

    /// The most requests at once.
    public var concurrency: Int

    /// Attempts at one request, the first included, where the failure may be temporary (connection, 429, 5xx).
    public var attempts: Int

    /// Seconds that one attempt may take.
    public var timeoutSeconds: Double

    /// Seconds that a call with one text may take, all its attempts together: it is usually a query, for which somebody
    /// waits. Raise it for a server that needs longer because it loads its model at the first request.
    public var queryTimeoutSeconds: Double

    /// Describes a server; only its address is required.
    public init(
        baseURL: String,
        apiKey: String? = nil,
        dimensions: Int? = nil,
        passageBytes: Int = 1000,
        batchSize: Int = 64,
        concurrency: Int = 2,
        attempts: Int = 4,
        timeoutSeconds: Double = 60,
        queryTimeoutSeconds: Double = 15
    ) {
        self.baseURL = baseURL
        self.apiKey = apiKey
        self.dimensions = dimensions
        self.passageBytes = passageBytes
        self.batchSize = batchSize
        self.concurrency = concurrency
        self.attempts = attempts
        self.timeoutSeconds = timeoutSeconds
        self.queryTimeoutSeconds = queryTimeoutSeconds
    }

    /// The description leaves out the key, and any user and password in the address.
    public var description: String {
        "RemoteEmbeddingConfiguration(\(address), \(apiKey == nil ? "no key" : "with a key"))"
    }

    /// The address without user, password, query and fragment, for messages.
    package var address: String { JSONEndpoint.address(of: baseURL) }
}
