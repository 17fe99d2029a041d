/// Turns text into vectors of unit length, so that a dot product is a cosine.
public protocol Embedder: Sendable {
    /// Called after every batch with the number of texts that are done and their total number.
    ///
    /// It runs on the engine's own thread and must return at once.
    typealias Progress = @Sendable (_ done: Int, _ total: Int) -> Void

    /// The model behind this embedder.
    var model: EmbeddingModel { get }

    /// Splits a text into passages that each fit the model's window and together cover every character.
    ///
    /// A text that fits is one passage. Stores embed and keep every passage, so that a search finds a text by any part
    /// of it.
    func passages(of text: String) async throws -> [Passage]

    /// One unit vector for each text, in order.
    ///
    /// A text longer than the window is not cut: its vector is the normalised mean of the vectors of its passages.
    func embed(_ texts: [String], progress: Progress?) async throws -> [[Float]]

    /// One unit vector for each passage, in order.
    func embed(passages: [Passage], progress: Progress?) async throws -> [[Float]]

    /// Whether the model knows any word of a text. Texts of which it knows none are all the same to it, and so lie nearest
    /// to each other, whatever they say.
    func knowsWords(of text: String) -> Bool

    /// The unit vector of a query, to be compared with the vectors of texts and never stored as one of them.
    ///
    /// An embedder may compute it faster and a little less exactly than the vector of a text.
    func embed(query: String) async throws -> [Float]

    /// The name of the tokenizer that counts tokens.
    var tokenizer: String { get }

    /// How many tokens each text has, by ``tokenizer``.
    func tokenCounts(of texts: [String]) async throws -> [Int]
}

extension Embedder {
    /// Of a model elsewhere nobody can tell.
    public func knowsWords(of text: String) -> Bool { true }

    /// One unit vector for each text, in order.
    public func embed(_ texts: [String]) async throws -> [[Float]] {
        try await embed(texts, progress: nil)
    }

    /// One unit vector for each passage, in order.
    public func embed(passages: [Passage]) async throws -> [[Float]] {
        try await embed(passages: passages, progress: nil)
    }

    /// The unit vector of one text.
    public func embed(_ text: String) async throws -> [Float] {
        guard let vector = try await embed([text], progress: nil).first else {
            throw EmbeddingError("The embedder answered without a vector for one text.")
        }
        return vector
    }

    /// `bytes/3`, a cautious guess for English, since the tokenizer of a model elsewhere is not known.
    public var tokenizer: String { "bytes/3" }

    /// How many tokens each text has, by ``tokenizer``.
    public func tokenCounts(of texts: [String]) async throws -> [Int] { texts.map { ($0.utf8.count + 2) / 3 } }

    /// The vector of a query as that of any text.
    public func embed(query: String) async throws -> [Float] { try await embed(query) }
}
