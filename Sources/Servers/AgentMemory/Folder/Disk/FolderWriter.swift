import Cryptography
import Files
import Glibc
import SystemPackage

/// Writes files of the folder, each completely or not at all, and only in place of what it was meant to replace.
struct FolderWriter: Sendable {
    private let own: PrivateFolder

    init(_ own: PrivateFolder) { self.own = own }

    /// Gives a file new bytes.
    ///
    /// - Parameter expected: The bytes that it has; nil where there is no file.
    /// - Throws: ``FolderWriteError/changed`` where it is not what was expected; nothing is written then.
    func write(_ path: FolderPath, _ bytes: [UInt8], expecting expected: [UInt8]?) throws(FolderWriteError) {
        try explaining(path) { () throws(Errno) in
            let folder = try own.root.parent(of: path, makes: expected == nil)
            let name = path.parts.last ?? ""
            let status = try folder.status(name)
            let draft = try own.writeDraft(bytes, like: status)
            do throws(Errno) {
                if let expected {
                    try replace(name, in: folder, with: draft, bytes, expecting: expected)
                } else {
                    try put(draft, as: name, in: folder)
                }
            } catch {
                try? own.folder.remove(draft)
                throw error
            }
            try folder.sync()
        }
    }

    /// Writes a file that nobody has to expect, unless it is there already.
    func writeNew(_ path: FolderPath, _ bytes: [UInt8]) throws(FolderWriteError) {
        do throws(FolderWriteError) {
            try write(path, bytes, expecting: nil)
        } catch  where error.reason == .changed {
            return
        }
    }

    /// Removes a file that has these bytes.
    func remove(_ path: FolderPath, expecting expected: [UInt8]) throws(FolderWriteError) {
        try explaining(path) { () throws(Errno) in
            let folder = try own.root.parent(of: path)
            let name = path.parts.last ?? ""
            let kept = Self.displaced(expected, by: [])
            try folder.rename(name, to: own.folder, kept)
            guard try own.folder.contents(kept, limit: .max - 1) == expected else {
                try own.folder.move(kept, to: folder, free: name)
                throw .fileExists
            }
            try own.folder.remove(kept)
            try folder.sync()
        }
    }

    private func put(_ draft: String, as name: String, in folder: OpenFolder) throws(Errno) {
        do throws(Errno) {
            try own.folder.move(draft, to: folder, free: name)
        } catch .notSupported {
            guard try folder.status(name) == nil else { throw .fileExists }
            try own.folder.rename(draft, to: folder, name)
        }
    }

    /// Exchanges file and draft, and looks at what came out: somebody may have written the file until just now. Then both
    /// are exchanged again.
    private func replace(
        _ name: String,
        in folder: OpenFolder,
        with draft: String,
        _ bytes: [UInt8],
        expecting expected: [UInt8]
    ) throws(Errno) {
        guard try folder.contents(name, limit: expected.count) == expected else { throw .fileExists }
        let kept = Self.displaced(expected, by: bytes)
        try own.folder.rename(draft, to: own.folder, kept)
        do throws(Errno) {
            try own.folder.exchange(kept, with: folder, name)
        } catch .notSupported {
            return try own.folder.rename(kept, to: folder, name)
        } catch {
            try? own.folder.remove(kept)
            throw error
        }
        guard (try? own.folder.contents(kept, limit: expected.count)) == expected else {
            try own.folder.exchange(kept, with: folder, name)
            try own.folder.remove(kept)
            throw .fileExists
        }
        try own.folder.remove(kept)
    }

    /// The name of a file that is exchanged, which tells after a crash whether it holds what nobody else has.
    private static func displaced(_ old: [UInt8], by new: [UInt8]) -> String { "old-\(hash(old))-\(hash(new))" }

    private static func hash(_ bytes: [UInt8]) -> String { String(HashFunction.sha256.hash(bytes).hex.prefix(32)) }

    /// Clears away what a process left behind that was killed. A text that somebody wrote at that moment, and that is
    /// nowhere else, becomes a file of the folder again.
    func recover() throws(Errno) {
        for name in try own.folder.names().compactMap({ $0 }) {
            if name.hasPrefix("draft-") { try own.folder.remove(name) }
            let parts = name.split(separator: "-")
            guard parts.count == 3, parts[0] == "old" else { continue }
            let bytes = try own.folder.contents(name, limit: .max - 1)
            let hash = Self.hash(bytes)
            if hash == parts[1] || hash == parts[2] {
                try own.folder.remove(name)
            } else {
                try own.folder.rename(name, to: own.root, "recovered.conflict-0-\(hash.prefix(8)).md")
            }
        }
    }

    private func explaining(_ path: FolderPath, _ work: () throws(Errno) -> Void) throws(FolderWriteError) {
        do throws(Errno) {
            try work()
        } catch .fileExists, .fileTooLarge, .noSuchFileOrDirectory {
            throw FolderWriteError(path: path, reason: .changed)
        } catch {
            throw FolderWriteError(path: path, reason: .system(error))
        }
    }
}
