import Async
import Dispatch
import SystemPackage

/// The files of the local model, for a check that has the time to read them whole.
package enum ModelFiles {
    /// Compares the model's files with the checksums in its folder, and the copies of its weights with theirs.
    ///
    /// - Returns: How many files were compared.
    /// - Throws: ``EmbeddingError`` for one that is damaged.
    package static func verify(_ configuration: EmbeddingConfiguration) async throws -> Int {
        try await DispatchQueue(label: "paddle.checking").run {
            let folder = try ModelFolder(configuration.model, modelsDirectory: configuration.modelsDirectory)
            let published = try PublishedChecksums(folder: FilePath(folder.path)).checkAll()
            guard let cache = configuration.cacheDirectory else { return published }
            return try published + WeightsCopy.checkAll(in: FilePath(cache))
        }
    }
}
