import Cryptography
import Documents
import Files
import SystemPackage

/// Reads an archive of a collection, a tar, from its beginning to its end. It may come from anywhere: nothing of it is
/// believed before it was checked, its names are compared and never opened, and no more than a part is in memory.
struct ArchiveReader: ~Copyable {
    let manifest: CollectionManifest
    /// How many documents were read or skipped.
    private(set) var documents = 0

    private let file: FileDescriptor
    private var part: [UInt8] = []
    private var place = 0
    private var parts = 0

    /// Reads the manifest.
    ///
    /// - Parameter file: A file or a pipe; reading may block. It is not closed.
    init(_ file: FileDescriptor) throws(TransferError) {
        self.file = file
        let bytes = try Self.member(ArchiveLayout.manifest, limit: CollectionManifest.longest, of: file)
        guard let bytes else { throw TransferError("The archive is empty.") }
        manifest = try CollectionManifest(bytes)
    }

    /// Skips documents that were read before.
    mutating func skip(_ count: Int) throws(TransferError) {
        while documents < count { guard try nextLine() != nil else { throw endsEarly } }
    }

    /// The next document; nil at the end of a whole archive.
    mutating func next() throws(TransferError) -> WholeDocument? {
        guard let line = try nextLine() else {
            guard documents == manifest.documents else { throw endsEarly }
            return nil
        }
        guard documents <= manifest.documents else {
            throw TransferError(
                "The archive holds more than the \(manifest.documents) documents that its manifest names."
            )
        }
        do throws(TransferError) {
            return try WholeDocument(line: line, dimensions: manifest.dimensions)
        } catch {
            throw TransferError("Document \(documents) of the archive \(error).")
        }
    }

    private mutating func nextLine() throws(TransferError) -> ArraySlice<UInt8>? {
        while place == part.count {
            let name = ArchiveLayout.part(parts + 1)
            // The former part goes before the next one comes.
            (part, place) = ([], 0)
            guard let bytes = try Self.member(name, limit: ArchiveLayout.longestPart, of: file) else { return nil }
            part = bytes
            parts += 1
        }
        let end = part[place...].firstIndex(of: UInt8(ascii: "\n")) ?? part.count
        defer { place = min(end + 1, part.count) }
        documents += 1
        return part[place..<end]
    }

    private var endsEarly: TransferError {
        TransferError(
            "The archive ends early: it holds \(documents) of the \(manifest.documents) documents that its manifest names. "
                + "Copy it again; an import of the whole archive then goes on where this one ended."
        )
    }

    /// The next member, which must have this name and its checksum before it; nil at the end of the archive.
    private static func member(
        _ name: String,
        limit: Int,
        of file: FileDescriptor
    ) throws(TransferError) -> [UInt8]? {
        guard let checksum = try plainMember(ArchiveLayout.checksum(of: name), limit: 1_000, of: file) else {
            return nil
        }
        guard let bytes = try plainMember(name, limit: limit, of: file) else {
            throw TransferError("The archive ends early, before \(name). Copy it again.")
        }
        guard checksum == ArchiveLayout.checksum(of: bytes, in: name) else {
            throw TransferError(
                "The archive is damaged: \(name) has another checksum than it was written with. Copy it again."
            )
        }
        return bytes
    }

    private static func plainMember(
        _ name: String,
        limit: Int,
        of file: FileDescriptor
    ) throws(TransferError) -> [UInt8]? {
        let block = try read(TarHeader.size, of: file)
        // Some copies lack the zeros at the end; the manifest tells whether it is the end.
        guard !block.isEmpty else { return nil }
        guard block.count == TarHeader.size else { throw truncated }
        guard let header = try TarHeader(block) else { return nil }
        guard header.name == name else {
            throw TransferError(
                "The archive holds \(header.name.debugDescription) where \(name) belongs. Import it as it was exported, not "
                    + "packed again."
            )
        }
        guard header.length <= limit else {
            throw TransferError("The archive's \(name) is of \(header.length) bytes; at most \(limit) are allowed.")
        }
        let bytes = try read(header.length, of: file)
        guard bytes.count == header.length, try read(header.padding, of: file).count == header.padding else {
            throw truncated
        }
        return bytes
    }

    private static var truncated: TransferError {
        TransferError("The archive ends in the middle of a member. Copy it again.")
    }

    /// As many bytes as there are of `count`. Memory is taken as they come: a size may lie.
    private static func read(_ count: Int, of file: FileDescriptor) throws(TransferError) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            let wanted = min(count - bytes.count, 1 << 20)
            do throws(Errno) {
                let piece = try Errno.typed {
                    try unsafe [UInt8](unsafeUninitializedCapacity: wanted) { buffer, filled in
                        filled = try unsafe file.read(into: UnsafeMutableRawBufferPointer(buffer))
                    }
                }
                if piece.isEmpty { break }
                bytes += piece
            } catch {
                throw TransferError("The archive cannot be read: \(error).")
            }
        }
        return bytes
    }
}
