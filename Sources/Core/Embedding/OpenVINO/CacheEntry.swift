import Files
import Glibc
import SystemPackage

/// The folder of one compiled model.
struct CacheEntry {
    let folder: FilePath
    let source: OpenVINOModel.Source

    private static let lockName = "lock"
    private static let manifestName = "complete"

    private var manifestPath: FilePath { folder.appending(Self.manifestName) }
    private var link: FilePath { folder.appending("model.bin") }

    /// The file that OpenVINO is to compile.
    var file: String {
        switch source {
        case .graph: folder.appending("model.xml").string
        case .onnx(let path): path
        }
    }

    /// What makes OpenVINO use the folder.
    var properties: [(String, String)] {
        switch source {
        // The weights stay in a file next to the graph, under the name that OpenVINO looks for: the compiled model then
        // takes a three-hundredth of their size.
        case .graph: [("CACHE_DIR", folder.string), ("CACHE_MODE", "OPTIMIZE_SIZE")]
        case .onnx: [("CACHE_DIR", folder.string)]
        }
    }

    /// Nil where the folder cannot be made, as on a full or read-only disk.
    ///
    /// - Throws: An error where others could change what is in it.
    func lock() throws(EmbeddingError) -> FileLock? {
        let folder = folder
        do {
            try Folder.makeAll(folder, mode: 0o700)
        } catch {
            return nil
        }
        _ = try EmbeddingError.reading { () throws(FileError) in try folder.trusted() }
        return try? FileLock.wait(for: folder.appending(Self.lockName), .shared)
    }

    /// What it is known to hold; nil while it is not complete.
    var manifest: CacheManifest? { CacheManifest.read(manifestPath) }

    /// Whether the files are those that were written, and nobody has touched the copy of the weights.
    func matches(_ manifest: CacheManifest) -> Bool {
        if let stamp = manifest.weights, (try? WeightsCopy(link: link))?.stamp != stamp { return false }
        return manifest.files.allSatisfy { name, sum in
            (try? ReadOnlyFile(folder.appending(name), .noFollow, trust: .own).sha256()) == sum
        }
    }

    /// Where this process has mapped the weights.
    var mappings: Set<FileMapping> {
        guard case .graph = source, let copy = try? ReadOnlyFile(link.resolved, .noFollow) else { return [] }
        return FileMapping.all(of: copy)
    }

    /// Removes old files and makes the input for OpenVINO. The manifest stays until the next, because it tells what the
    /// model must compute.
    func prepare(_ weights: ModelWeights, check: (_ sha256: String) throws(EmbeddingError) -> Void) throws {
        for name in try Folder.names(in: folder) where ![Self.lockName, Self.manifestName].contains(name) {
            try folder.appending(name).removeFile()
        }
        switch source {
        case .graph(let text):
            let copy = try WeightsCopy(of: weights, in: folder.removingLastComponent(), check: check)
            try link.makeLink(to: copy.path)
            try folder.appending("model.xml").create(with: text.utf8, mode: .ownerRead)
        case .onnx: try check(weights.file.sha256())
        }
    }

    /// Records what the folder holds. Without a file of OpenVINO's there is nothing to record.
    func complete(_ vector: [Float]) throws {
        var files: [String: String] = [:]
        for name in try Folder.names(in: folder) where name.hasSuffix(".blob") || name == "model.xml" {
            let file = try ReadOnlyFile(folder.appending(name), .noFollow, trust: .own)
            try Errno.check(fsync(file.descriptor.rawValue))
            files[name] = try file.sha256()
        }
        guard files.keys.contains(where: { $0.hasSuffix(".blob") }) else { return }
        let copy: WeightsCopy? = if case .graph = source { try WeightsCopy(link: link) } else { nil }
        try CacheManifest(files: files, weights: copy?.stamp, vector: vector).write(to: manifestPath)
    }
}
