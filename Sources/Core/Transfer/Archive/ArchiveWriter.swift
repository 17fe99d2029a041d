package import Documents
import Files
import Synchronization
package import SystemPackage

/// Writes an archive of a collection, a tar, as the documents come.
package final class ArchiveWriter: Sendable {
    private struct State {
        var manifest: CollectionManifest?
        var part: [UInt8] = []
        var parts = 0
        var documents = 0
    }

    private let file: FileDescriptor
    private let partBytes: Int
    private let state = Mutex(State())

    /// - Parameter file: Where to write: a file, a pipe. It may block, and is not closed.
    package convenience init(_ file: FileDescriptor) {
        self.init(file, partBytes: ArchiveLayout.partBytes)
    }

    init(_ file: FileDescriptor, partBytes: Int) {
        self.file = file
        self.partBytes = partBytes
    }

    /// How many documents were added, and of how many.
    package var progress: (done: Int, total: Int) {
        state.withLock { ($0.documents, $0.manifest?.documents ?? 0) }
    }

    /// Begins the archive.
    package func begin(_ manifest: CollectionManifest) throws {
        state.withLock { $0.manifest = manifest }
        try add(ArchiveLayout.manifest, manifest.bytes)
    }

    /// Adds a document.
    package func add(_ document: WholeDocument) throws {
        try state.withLock { state in
            let start = state.part.count
            document.append(to: &state.part)
            guard state.part.count - start <= ArchiveLayout.longestPart else {
                throw TransferError(
                    "The document with id \(document.id ?? 0) is larger than the \(ArchiveLayout.longestPart) bytes that "
                        + "an archive has room for. Divide it, or delete it."
                )
            }
            state.documents += 1
            if state.part.count >= partBytes { try flush(&state) }
        }
    }

    /// Ends the archive, and returns what it says of itself.
    package func finish() throws -> CollectionManifest {
        try state.withLock { state in
            try flush(&state)
            try write([UInt8](repeating: 0, count: 2 * TarHeader.size))
            guard let manifest = state.manifest, manifest.documents == state.documents else {
                preconditionFailure("an archive has a manifest, and the documents it names")
            }
            return manifest
        }
    }

    private func flush(_ state: inout State) throws {
        guard !state.part.isEmpty else { return }
        state.parts += 1
        try add(ArchiveLayout.part(state.parts), state.part)
        state.part.removeAll(keepingCapacity: state.part.count < 2 * ArchiveLayout.partBytes)
    }

    private func add(_ name: String, _ bytes: [UInt8]) throws {
        try addMember(ArchiveLayout.checksum(of: name), ArchiveLayout.checksum(of: bytes, in: name))
        try addMember(name, bytes)
    }

    private func addMember(_ name: String, _ bytes: [UInt8]) throws {
        let header = TarHeader(name: name, length: bytes.count)
        try write(header.block)
        try write(bytes)
        try write([UInt8](repeating: 0, count: header.padding))
    }

    private func write(_ bytes: [UInt8]) throws {
        do throws(Errno) {
            _ = try Errno.typed { try file.writeAll(bytes) }
        } catch .brokenPipe {
            throw TransferError("The export was stopped: nobody reads it any more.")
        } catch {
            throw TransferError("The export cannot be written: \(error). Nothing of it is kept.")
        }
    }
}
