/// Which model makes the vectors. Stores keep `id` beside every vector.
public struct EmbeddingModel: Sendable, Hashable {
    /// The name under which vectors are stored, such as `all-MiniLM-L6-v2`: the same for every alias of a model.
    public let id: String

    /// Elements of a vector.
    public let dimensions: Int

    /// The most tokens that one passage may have, `[CLS]` and `[SEP]` included.
    public let window: Int

    package init(id: String, dimensions: Int, window: Int) {
        self.id = id
        self.dimensions = dimensions
        self.window = window
    }
}
