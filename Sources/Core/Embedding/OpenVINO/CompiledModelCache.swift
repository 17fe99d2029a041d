import Glibc

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
        let folder = "\(Folder.absolute(directory))/\(name)-\(Self.digest(key))"
        guard Folder.create(folder), let lock = FileLock(folder + "/lock") else { return nil }
        let entry = Entry(folder: folder, source: source)
        lock.lock(exclusively: false)
        if !entry.isComplete {
            lock.lock(exclusively: true)
            guard entry.isComplete || entry.prepare() else { return nil }
        }
        let model = try compile(entry.file, entry.properties)
        if !entry.isComplete { entry.complete() }
        return model
    }

    /// A name, no secret.
    private static func digest(_ key: String) -> String {
        let text = String(key.utf8.reduce(FNV1a.empty, FNV1a.extend), radix: 16)
        return String(repeating: "0", count: 16 - text.count) + text
    }

    /// The folder of one model.
    private struct Entry {
        let folder: String
        let source: OpenVINOModel.Source

        private var note: String { folder + "/complete" }

        /// The file that OpenVINO is to compile.
        var file: String {
            switch source {
            case .graph: folder + "/model.xml"
            case .onnx(let path): path
            }
        }

        var properties: [(String, String)] {
            switch source {
            // The weights stay in the model's own file, which lies beside the graph under the name that OpenVINO
            // looks for: what is cached is a three-hundredth of the model.
            case .graph: [("CACHE_DIR", folder), ("CACHE_MODE", "OPTIMIZE_SIZE")]
            case .onnx: [("CACHE_DIR", folder)]
            }
        }

        /// The cached files and their sizes, as the note has them.
        private var contents: String {
            Folder.names(in: folder).filter { $0.hasSuffix(".blob") }.map { name in
                "\(name) \((try? ReadOnlyFile("\(folder)/\(name)"))?.size ?? 0)\n"
            }.joined()
        }

        var isComplete: Bool {
            guard let noted = try? ReadOnlyFile.contents(of: note, limit: 1 << 16) else { return false }
            let contents = contents
            return !contents.isEmpty && noted == Array(contents.utf8)
        }

        /// Removes what an interrupted process left and writes what OpenVINO is to read.
        func prepare() -> Bool {
            for name in Folder.names(in: folder) where name != "lock" { unsafe unlink("\(folder)/\(name)") }
            guard case .graph(let text, let weights) = source else { return true }
            let linked = unsafe symlink(Folder.absolute(weights), folder + "/model.bin") == 0
            return linked && write(text, to: file)
        }

        func complete() {
            let contents = contents
            if !contents.isEmpty { _ = write(contents, to: note) }
        }

        private func write(_ text: String, to path: String) -> Bool {
            guard let file = unsafe fopen(path, "wxe") else { return false }
            let count = text.utf8.count
            let written = unsafe fwrite(text, 1, count, file)
            return unsafe fclose(file) == 0 && written == count
        }
    }
}

/// A lock that processes take on a file, given back when this object goes.
private final class FileLock {
    private let descriptor: Int32

    init?(_ path: String) {
        descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        if descriptor < 0 { return nil }
    }

    deinit {
        close(descriptor)
    }

    /// Waits for the lock; one held in the other way is given up first.
    func lock(exclusively: Bool) {
        while flock(descriptor, exclusively ? LOCK_EX : LOCK_SH) != 0, errno == EINTR {}
    }
}
