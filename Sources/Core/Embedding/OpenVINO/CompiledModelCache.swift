import Files
import SystemPackage

/// Keeps what OpenVINO compiles, so that the next process starts faster.
///
/// OpenVINO writes its cache file in place, with no care for others. So each model has a folder of its own, named by
/// all that the result depends on, and processes agree on it by a lock: one writes while the others wait, and all that
/// find the folder complete read together. The system drops the lock of a process that is killed; a folder that it
/// left half written lacks the note that says `complete`, and is written anew.
struct CompiledModelCache {
    /// Where the folders of all models lie.
    let directory: String

    /// Compiles a model by `compile`, which is handed the file to read and the properties that let OpenVINO use the
    /// cache. Nil where the folder cannot be used: on a full or read-only disk a model is still compiled, without it.
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

    /// A name, no secret.
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
            // The weights stay in the model's own file, which lies beside the graph under the name that OpenVINO
            // looks for: what is cached is a three-hundredth of the model.
            case .graph: [("CACHE_DIR", folder.string), ("CACHE_MODE", "OPTIMIZE_SIZE")]
            case .onnx: [("CACHE_DIR", folder.string)]
            }
        }

        /// The cached files and their sizes, as the note has them.
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

        /// The folder's lock: shared where it is complete, else with nobody, and what OpenVINO is to read is there. Nil
        /// where the folder cannot be used.
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

        /// Removes what an interrupted process left and writes what OpenVINO is to read.
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
