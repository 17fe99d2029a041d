import Async
import Dispatch
import Files
import SystemPackage

/// Reads a folder when it is at rest: a file that changes between two looks is being written, and what is missing at both
/// is not just being replaced.
struct FolderReader: Sendable {
    let root: OpenFolder
    var limits = FolderLimits.standard
    /// Lets some time pass between two looks.
    var pause: @Sendable () async throws -> Void = { try await Task.sleep(for: .milliseconds(250)) }
    /// How many times it is looked at until nothing changes.
    var looks = 12

    /// What is in the folder, with those files left out that do not come to rest.
    func read() async throws -> FolderReading {
        var before = try await look()
        try await pause()
        var now = try await look()
        for _ in 1..<looks where now.files != before.files {
            before = now
            try await pause()
            now = try await look()
        }
        return try await DispatchQueue.global().run { [before, now] in read(now, before) }
    }

    private func look() async throws -> FolderListing {
        try await DispatchQueue.global().run { try FolderListing(of: root, limits) }
    }

    private func read(_ now: FolderListing, _ before: FolderListing) -> FolderReading {
        var reading = FolderReading(
            files: [],
            flaws: now.flaws,
            missing: now.isWhole && before.isWhole ? .deleted : .unknown
        )
        // A file that is on its way has no other name for us.
        for path in before.files.keys where now.files[path] == nil { reading.note(path, "is being moved") }
        var bytes = 0
        for (path, identity) in now.files.sorted(by: { $0.key < $1.key }) {
            guard before.files[path] == identity else {
                reading.note(path, "is being written")
                continue
            }
            do throws(FolderFlaw) {
                let content = try content(path, identity)
                bytes += content.count
                guard bytes <= limits.allBytes else {
                    throw FolderFlaw(path: path.text, reason: "is beyond the \(limits.allBytes) bytes of a folder")
                }
                reading.files.append(ReadFile(path: path, file: try MarkdownFile(content, at: path)))
            } catch {
                reading.flaws.append(error)
            }
        }
        return reading
    }

    private func content(_ path: FolderPath, _ identity: FileIdentity) throws(FolderFlaw) -> [UInt8] {
        do throws(Errno) {
            return try root.contents(of: path, limit: limits.fileBytes, identity)
        } catch .fileTooLarge {
            throw FolderFlaw(path: path.text, reason: "has more than \(limits.fileBytes) bytes")
        } catch .resourceTemporarilyUnavailable {
            throw FolderFlaw(path: path.text, reason: "is being written")
        } catch {
            throw FolderFlaw(path: path.text, reason: "cannot be read: \(error)")
        }
    }
}

extension FolderFlaw: Error {}

extension FolderReading {
    fileprivate mutating func note(_ path: FolderPath, _ reason: String) {
        flaws.append(FolderFlaw(path: path.text, reason: reason))
    }
}

extension MarkdownFile {
    fileprivate init(_ bytes: [UInt8], at path: FolderPath) throws(FolderFlaw) {
        do throws(MarkdownFlaw) {
            try self.init(bytes)
        } catch {
            throw FolderFlaw(path: path.text, reason: error.description)
        }
    }
}

extension OpenFolder {
    /// A whole file.
    ///
    /// - Parameter identity: What it must be, before and after; nil for whatever it is.
    /// - Throws: ``Errno/fileTooLarge`` above the limit, and ``Errno/resourceTemporarilyUnavailable`` where it changes.
    func contents(of path: FolderPath, limit: Int, _ identity: FileIdentity? = nil) throws(Errno) -> [UInt8] {
        try parent(of: path).contents(path.parts.last ?? "", limit: limit, identity)
    }
}
