import Files

extension EmbeddingError {
    /// Reads a file of a model; what is wrong with it becomes an error of this module.
    static func reading<Result>(_ body: () throws(FileError) -> Result) throws(EmbeddingError) -> Result {
        do {
            return try body()
        } catch {
            throw EmbeddingError("\(error).")
        }
    }
}
