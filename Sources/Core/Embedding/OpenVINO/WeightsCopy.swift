import Files
import Glibc
import SystemPackage

/// A copy of a model's weights, as they are or quantized, that belongs to this user alone, for OpenVINO to map into
/// memory.
///
/// Reading a mapped file that somebody has truncated kills the process (SIGBUS). Whoever fetches a model again may
/// truncate its file; nobody writes to the copy once it is in place. All processes of the user share its pages.
struct WeightsCopy {
    /// Its name is the SHA-256 of its content.
    let path: FilePath
    /// Changes when anybody has touched it. Reading all of it at every start would take a third of the start.
    let stamp: String

    private static let suffix = ".weights"

    /// The copy that a link leads to.
    init(link: FilePath) throws(FileError) {
        path = link.resolved
        stamp = try ReadOnlyFile(path, .noFollow, trust: .own).stamp
    }

    /// Reads all copies of a folder and refuses a damaged one.
    ///
    /// - Returns: How many there are.
    static func checkAll(in folder: FilePath) throws(EmbeddingError) -> Int {
        let names = ((try? Folder.names(in: folder)) ?? []).filter { $0.hasSuffix(suffix) }
        for name in names {
            let path = folder.appending(name)
            let sha256 = try EmbeddingError.reading { () throws(FileError) in
                try ReadOnlyFile(path, .noFollow, trust: .own).sha256()
            }
            guard sha256 + suffix == name else {
                throw EmbeddingError(
                    "\(path) is damaged. Remove it, and start the servers again: it is made anew from the model."
                )
            }
        }
        return names.count
    }

    /// Makes a copy named by its content, unless there is one.
    ///
    /// - Parameters:
    ///   - folder: The folder of all copies. Of several processes, one copies at a time.
    ///   - check: Gets the SHA-256 of the model's file before the copy is put in place.
    init(
        of source: ModelWeights,
        in folder: FilePath,
        check: (_ sha256: String) throws(EmbeddingError) -> Void
    ) throws {
        let lock = try FileLock.wait(for: folder.appending("weights.lock"), .exclusive)
        let draft = folder.appending("weights.new")
        // Left behind by a process that was killed.
        try draft.removeFile()
        defer { try? draft.removeFile() }
        let sha256 = try Self.write(source, to: draft)
        try check(source.quantized == nil ? sha256 : source.file.sha256())
        path = folder.appending(sha256 + Self.suffix)
        let there = try? ReadOnlyFile(path, .noFollow, trust: .own)
        if (try? there?.sha256()) != sha256 {
            try draft.rename(to: path)
            try folder.syncFolder()
        }
        stamp = try ReadOnlyFile(path, .noFollow, trust: .own).stamp
        _ = consume lock
    }

    /// Writes a copy that survives a power cut; returns its SHA-256.
    private static func write(_ source: ModelWeights, to draft: FilePath) throws -> String {
        let file = try FileDescriptor.open(
            draft,
            .writeOnly,
            options: [.create, .exclusiveCreate, .noFollow, .closeOnExec],
            permissions: .ownerRead
        )
        return try file.closeAfter {
            let sha256 = try source.sha256 { (buffer, count) throws(FileError) in
                do throws(Errno) {
                    _ = try Errno.typed { try file.writeAll(buffer[..<count]) }
                } catch {
                    throw FileError(draft, .system(error))
                }
            }
            guard source.file.isUnchanged else { throw FileError(source.file.path, .changed) }
            try Errno.check(fsync(file.rawValue))
            return sha256
        }
    }
}
