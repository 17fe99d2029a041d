import Async
import Dispatch
package import Documents
package import SystemPackage

/// Gets how many of how many documents are done; the total may not be known.
package typealias TransferProgress = @Sendable (_ done: Int, _ total: Int?) -> Void

/// Writes a collection as an archive, as it is at one moment.
package struct CollectionExport: Sendable {
    private let store: DocumentStore
    private let name: String

    /// - Parameter name: The name of the collection.
    package init(_ store: DocumentStore, name: String) {
        self.store = store
        self.name = name
    }

    /// Writes the archive. Memory does not grow with the collection.
    ///
    /// - Parameter file: A file or a pipe; writing may block.
    package func write(to file: FileDescriptor, progress: TransferProgress? = nil) async throws -> CollectionManifest {
        let writer = ArchiveWriter(file)
        try await store.readAll { extent in
            try writer.begin(CollectionManifest(extent, collection: name))
        } each: { document in
            try writer.add(document)
            let (done, total) = writer.progress
            if done % 100 == 0 { progress?(done, total) }
        }
        let manifest = try await DispatchQueue.global().run { try writer.finish() }
        progress?(manifest.documents, manifest.documents)
        return manifest
    }
}
