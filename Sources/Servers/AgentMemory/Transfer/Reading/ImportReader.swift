import Async
import Dispatch
import Files
import Postgres
import Synchronization
import SystemPackage

/// Reads a file that is imported, as often as is needed, a batch at a time. It stays open, so that nobody can put another
/// one in its place meanwhile.
final class ImportReader: Sendable {
    /// How many rows are stored together, and about how many bytes: as many as are found by their words at once.
    private static let mostItems = 500
    private static let mostBytes = 600_000

    let format: ImportFormat
    /// What an export of a bank says of it.
    let header: BankFile.Header?

    private let file: ReadOnlyFile
    private let reading: Mutex<ImportReading>
    /// Reading may wait for the disk.
    private let queue = DispatchQueue(label: "paddle.import")

    /// - Parameter format: nil where it is to be recognised.
    static func open(_ file: ReadOnlyFile, format: ImportFormat?) async throws -> ImportReader {
        try await DispatchQueue.global().run { try ImportReader(file, format) }
    }

    private init(_ file: ReadOnlyFile, _ format: ImportFormat?) throws {
        self.file = file
        let reading = try ImportReading(file, format: format)
        self.format = reading.format
        header = reading.header
        self.reading = Mutex(reading)
    }

    /// Begins again at the beginning.
    func rewind() async throws {
        let again = try await queue.run { [self] in try ImportReading(file, format: format) }
        reading.withLock { $0 = again }
    }

    /// The next entries; none at the end.
    func batch() async throws -> [ImportEntry] {
        try await queue.run { [self] in
            var entries: [ImportEntry] = []
            var (items, bytes) = (0, 0)
            try reading.withLock { reading in
                while items < Self.mostItems, bytes < Self.mostBytes, let entry = try reading.next() {
                    entries.append(entry)
                    let read = (try? entry.content.get()) ?? []
                    items += max(1, read.count)
                    bytes += read.reduce(0) { $0 + $1.size }
                }
            }
            return entries
        }
    }

    /// - Throws: ``TransferError`` where somebody has changed the file since it was opened.
    func checkUnchanged() throws(TransferError) {
        guard file.isUnchanged else {
            throw TransferError(
                "\(file.path.lastComponent?.string ?? "The file") was changed while it was imported. Nothing was stored; "
                    + "import it again."
            )
        }
    }
}

extension ImportedItem {
    /// About how many bytes of text are stored.
    fileprivate var size: Int {
        switch self {
        case .memory(let memory): memory.memory.content.utf8.count + memory.memory.metadata.text.utf8.count
        case .turn(let turn): turn.content.utf8.count
        case .value(let value): value.value.text.utf8.count
        case .session, .distinction: 100
        }
    }
}
