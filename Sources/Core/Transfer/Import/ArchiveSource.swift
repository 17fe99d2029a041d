import Async
import Dispatch
import Documents
import Files
import FoundationEssentials
import Synchronization
package import SystemPackage

/// An archive that ``CollectionExport`` has written, read once from its beginning to its end.
package final class ArchiveSource: ImportSource {
    /// What the archive says of itself.
    package let manifest: CollectionManifest

    private struct Reading: ~Copyable {
        var reader: ArchiveReader
        /// Read already, for the next batch.
        var next: WholeDocument?
    }

    private let reading: Mutex<Reading>
    /// Reading a pipe may wait for whoever writes it.
    private let queue = DispatchQueue(label: "paddle.archive")

    /// Reads the manifest.
    ///
    /// - Parameter file: A file or a pipe, which stays open.
    package static func open(_ file: FileDescriptor) async throws -> ArchiveSource {
        try await DispatchQueue.global().run { try ArchiveSource(file) }
    }

    private init(_ file: FileDescriptor) throws(TransferError) {
        let reader = try ArchiveReader(file)
        manifest = reader.manifest
        reading = Mutex(Reading(reader: reader))
    }

    package var identity: String { "archive \(manifest.id.uuidString.lowercased())" }
    package var name: String { "the archive of \(manifest.collection)" }
    package var model: String? { manifest.model }
    package var dimensions: Int? { manifest.model == nil ? nil : manifest.dimensions }
    package var total: Int? { manifest.documents }

    package func batch(after position: String?) async throws -> ImportBatch? {
        let done = position.flatMap { Int($0) } ?? 0
        return try await queue.run { [self] in
            try reading.withLock { reading in
                if done > reading.reader.documents { try reading.reader.skip(done) }
                var batch = BatchBuilder()
                while !batch.isFull {
                    let document: WholeDocument
                    if let next = reading.next.take() {
                        document = next
                    } else if let next = try reading.reader.next() {
                        document = next
                    } else {
                        break
                    }
                    guard batch.add(document) else {
                        reading.next = document
                        break
                    }
                }
                guard !batch.documents.isEmpty else { return nil }
                let read = reading.reader.documents - (reading.next == nil ? 0 : 1)
                return ImportBatch(batch.documents, position: "\(read)")
            }
        }
    }
}
