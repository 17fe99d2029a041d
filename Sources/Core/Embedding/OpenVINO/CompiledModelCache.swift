import Files
import Synchronization
import SystemPackage
import Text

/// Caches compiled models, so that the next process starts faster.
///
/// OpenVINO writes its cache file in place, without regard for other processes. So each model has a folder of its own,
/// named by everything that the result depends on, with a lock: one process writes while the others wait, and all that
/// find the folder complete read concurrently. The system releases the lock of a process that is killed; the incomplete
/// folder that it leaves lacks the file `complete`, and is written again.
///
/// A damaged file would give wrong vectors, and nobody would notice. So every load compares checksums, and a vector with
/// the one that the model computed when it was compiled from its source.
struct CompiledModelCache {
    /// The folder that contains the folders of all models.
    let directory: String

    /// How to get from files to a model and its vectors.
    struct Steps {
        /// The model's weights, whose file was opened before anything was derived from it.
        let weights: ModelWeights
        /// Refuses a file of that SHA-256.
        let check: (_ sha256: String) throws(EmbeddingError) -> Void
        /// Compiles a file with properties that make OpenVINO use the cache.
        let compile: (_ file: String, _ properties: [(String, String)]) throws(EmbeddingError) -> OpenVINOModel
        /// What the model computes for the known row of tokens.
        let knownVector: (OpenVINOModel) throws(EmbeddingError) -> [Float]
    }

    /// A model, its vector for the known row, and whether files of the cache were not as they had been left.
    typealias Loaded = (model: OpenVINOModel, vector: [Float], wasDamaged: Bool)

    /// Loads a model from the cache, or compiles it and keeps the result.
    ///
    /// - Returns: Nil where the folder cannot be used; on a full or read-only disk the model is compiled without it.
    func load(
        _ source: OpenVINOModel.Source,
        id: String,
        key: String,
        _ steps: Steps
    ) throws(EmbeddingError) -> Loaded? {
        let name = String(id.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") ? $0 : "_" })
        let entry = CacheEntry(
            folder: FilePath(directory).resolved.appending("\(name)-\(Self.digest(key))"),
            source: source
        )
        guard let lock = try entry.lock() else { return nil }
        if let loaded = reuse(entry, steps) { return loaded }
        guard (try? lock.change(to: .exclusive)) != nil else { return nil }
        // Another process may have written it meanwhile.
        if let loaded = reuse(entry, steps) { return loaded }
        let known = entry.manifest
        guard let model = try compile(entry, steps) else { return nil }
        let vector = try steps.knownVector(model)
        if let known, !known.agrees(with: vector) {
            throw EmbeddingError(
                "The model \(id) computes other vectors than it did when it was first loaded here, from the same files "
                    + "by the same version of OpenVINO: one of the two is damaged or was exchanged. Fetch both again "
                    + "(scripts/setup). If the change is intended, remove \(entry.folder)."
            )
        }
        try? entry.complete(vector)
        // Read back, its weights are pages that all processes share; now they are memory of this one alone.
        let shared = reuse(entry, steps)
        _ = consume lock
        return (shared?.model ?? model, vector, known != nil)
    }

    /// The model of a complete folder; nil where the folder is not complete or is damaged.
    private func reuse(_ entry: CacheEntry, _ steps: Steps) -> Loaded? {
        guard let manifest = entry.manifest, entry.matches(manifest) else { return nil }
        var loaded: Loaded?
        Self.reading.withLock { _ in
            let others = entry.mappings
            guard let model = try? steps.compile(entry.file, entry.properties),
                let vector = try? steps.knownVector(model), manifest.agrees(with: vector)
            else { return }
            // OpenVINO has read all weights to rearrange most of them, and will need few of these pages again.
            for mapping in entry.mappings.subtracting(others) { mapping.release() }
            loaded = (model, vector, false)
        }
        return loaded
    }

    /// One model at a time is read, so that what is mapped meanwhile is known to belong to it, and stays.
    private static let reading = Mutex(())

    /// Compiles the source; nil where the disk is full or cannot be written to.
    private func compile(_ entry: CacheEntry, _ steps: Steps) throws(EmbeddingError) -> OpenVINOModel? {
        do {
            try entry.prepare(steps.weights, check: steps.check)
        } catch let error as EmbeddingError {
            throw error
        } catch let error as FileError where error.path == steps.weights.file.path {
            throw EmbeddingError("\(error).")
        } catch {
            return nil
        }
        return try steps.compile(entry.file, entry.properties)
    }

    /// A hash for a name, not for security.
    private static func digest(_ key: String) -> String {
        key.utf8.reduce(FNV1a.empty, FNV1a.extend).hexadecimal()
    }
}
