import Files

extension EmbeddingError {
    /// Reads a file of a model; failures become errors of this module.
    static func reading<Result>(_ body: () throws(FileError) -> Result) throws(EmbeddingError) -> Result {
        do {
            return try body()
        } catch {
            throw EmbeddingError("\(error).")
        }
    }
}
