import Files
import SystemPackage

/// Caches compiled models, so that the next process starts faster.
///
/// OpenVINO writes its cache file in place, without regard for other processes. So each model has a folder of its own,
/// named by everything that the result depends on, with a lock: one process writes while the others wait, and all that
/// find the folder complete read concurrently. The system releases the lock of a process that is killed; the incomplete
/// folder that it leaves lacks the file `complete`, and is written again.
struct CompiledModelCache {
    /// The folder that contains the folders of all models.
    let directory: String

    /// Compiles a model with `compile`, which gets the file to read and the properties that make OpenVINO use the
    /// cache. Returns nil where the folder cannot be used; on a full or read-only disk the model is then compiled
    /// without it.
    func compile<Model>(
        _ source: OpenVINOModel.Source,
        id: String,
        key: String,
        _ compile: (_ file: String, _ properties: [(String, String)]) throws(EmbeddingError) -> Model
    ) throws(EmbeddingError) -> Model? {
        let name = String(id.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") ? $0 : "_" })
        let entry = Entry(
            folder: FilePath(directory).resolved.appending("\(name)-\(Self.digest(key))"),
            source: source
        )
        guard let lock = entry.lock() else { return nil }
        let model = try compile(entry.file, entry.properties)
        if !entry.isComplete { entry.complete() }
        _ = consume lock
        return model
    }

    /// A hash for a name, not for security.
    private static func digest(_ key: String) -> String {
        let text = String(key.utf8.reduce(FNV1a.empty, FNV1a.extend), radix: 16)
        return String(repeating: "0", count: 16 - text.count) + text
    }

    /// The folder of one model.
    private struct Entry {
        let folder: FilePath
        let source: OpenVINOModel.Source

        private var note: FilePath { folder.appending("complete") }

        /// The file that OpenVINO is to compile.
        var file: String {
            switch source {
            case .graph: folder.appending("model.xml").string
            case .onnx(let path): path
            }
        }

        var properties: [(String, String)] {
            switch source {
            // The weights stay in the model's own file, which is linked next to the graph under the name that OpenVINO
            // looks for: the cache then takes a three-hundredth of the model's size.
            case .graph: [("CACHE_DIR", folder.string), ("CACHE_MODE", "OPTIMIZE_SIZE")]
            case .onnx: [("CACHE_DIR", folder.string)]
            }
        }

        /// The cached files and their sizes, as recorded in the file `complete`.
        private var contents: String {
            names.filter { $0.hasSuffix(".blob") }.map { name in
                "\(name) \((try? ReadOnlyFile(folder.appending(name)))?.size ?? 0)\n"
            }.joined()
        }

        private var names: [String] { (try? Folder.names(in: folder)) ?? [] }

        var isComplete: Bool {
            guard let noted = try? ReadOnlyFile.contents(of: note, limit: 1 << 16) else { return false }
            let contents = contents
            return !contents.isEmpty && noted == Array(contents.utf8)
        }

        /// The folder's lock: shared where the folder is complete, or else exclusive, with the input for OpenVINO in
        /// place. Nil where the folder cannot be used.
        func lock() -> FileLock? {
            do {
                try Folder.makeAll(folder, mode: 0o700)
                let lock = try FileLock.wait(for: folder.appending("lock"), .shared)
                if isComplete { return lock }
                try lock.change(to: .exclusive)
                if !isComplete { try prepare() }
                return lock
            } catch {
                return nil
            }
        }

        /// Removes the files of an interrupted process and writes the input for OpenVINO.
        private func prepare() throws(Errno) {
            for name in names where name != "lock" { try folder.appending(name).removeFile() }
            guard case .graph(let text, let weights) = source else { return }
            try folder.appending("model.bin").makeLink(to: FilePath(weights).resolved)
            try write(text, to: FilePath(file))
        }

        func complete() {
            let contents = contents
            if !contents.isEmpty { try? write(contents, to: note) }
        }

        private func write(_ text: String, to path: FilePath) throws(Errno) {
            try path.create(with: text.utf8, mode: .ownerReadWrite)
        }
    }
}
