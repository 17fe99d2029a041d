import Files
import SystemPackage

extension EmbeddingConfiguration {
    /// The same engine with another model, which a client may name: a known one, a folder of the models, or one of the
    /// remote engine; no path.
    package func naming(_ name: String) throws(EmbeddingError) -> EmbeddingConfiguration {
        var configuration = self
        configuration.model = name
        guard remote == nil, ModelFolder.knownID(name) == nil else { return configuration }
        guard !name.contains("/"), !name.hasPrefix("."), !name.isEmpty,
            FilePath(modelsDirectory + "/" + name).isFolder
        else {
            throw EmbeddingError(
                "There is no model \"\(name)\": it must be a known one, or the name of a folder in \(modelsDirectory)."
            )
        }
        configuration.model = modelsDirectory + "/" + name
        let path = FilePath(configuration.model)
        try EmbeddingError.reading { () throws(FileError) in try path.checkTrustOfTree() }
        return configuration
    }
}
