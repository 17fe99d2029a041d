import Files
import JSONFormat
import SystemPackage

/// Reads a file from its beginning to its end, entry by entry.
struct ImportReading {
    let format: ImportFormat
    /// What an export of a bank says of it.
    private(set) var header: BankFile.Header?

    private enum Form {
        case lines(ByteSource)
        case elements(ElementSource)
    }

    private var form: Form
    private var isOver = false
    private var line = 0
    /// How many lines of an export of a bank there were, and how many its last line counts.
    private var lines: Int64 = 0
    private var counted: Int64?

    /// - Parameter given: The format; nil where it is to be recognised.
    init(_ file: ReadOnlyFile, format given: ImportFormat?) throws {
        var source = ByteSource(file)
        let name = file.path.lastComponent?.string ?? "The file"
        try source.skipMark()
        var ahead = source
        try ahead.skipSpace()
        guard try ahead.next != nil else { throw TransferError("\(name) is empty.") }
        let isDocument = try Self.isDocument(ahead, given)
        guard let format = try given ?? Self.recognised(source, isDocument) else {
            throw TransferError(
                "\(name) is of no format that is known here. Give its format, which is one of "
                    + ImportFormat.allCases.map(\.rawValue).joined(separator: ", ") + "."
            )
        }
        self.format = format
        guard !isDocument else {
            form = .elements(ElementSource(source, lists: format.lists, limit: ImportEntry.longest))
            return
        }
        form = .lines(source)
        guard format == .paddle else { return }
        guard let (bytes, isWhole) = try nextBytes() else { return }
        do throws(ImportFlaw) {
            header = try BankFile.Header(ImportEntry.object(bytes, isWhole: isWhole, within: .stored))
        } catch {
            throw TransferError("\(name) \(error.predicate).")
        }
    }

    /// The next entry; nil at the end.
    mutating func next() throws -> ImportEntry? {
        guard !isOver else { return nil }
        switch form {
        case .lines: return try nextLine()
        case .elements(var source):
            defer { form = .elements(source) }
            do {
                guard let element = try source.next() else {
                    isOver = true
                    return nil
                }
                let name = "element \(element.number)\(element.list.map { " of \($0)" } ?? "")"
                return entry(name, element.bytes, isWhole: !element.isTooLong, list: element.list)
            } catch let flaw as ImportFlaw {
                isOver = true
                return ImportEntry(name: "the document", content: .failure(flaw))
            }
        }
    }

    // MARK: Lines

    private mutating func nextLine() throws -> ImportEntry? {
        guard let (bytes, isWhole) = try nextBytes() else {
            isOver = true
            guard format == .paddle, counted == nil else { return nil }
            return ImportEntry(
                name: "the end",
                content: .failure(ImportFlaw("lacks the line that ends every export: the file was cut; copy it again"))
            )
        }
        let name = "line \(line)"
        return format == .paddle
            ? ImportEntry(name: name, content: Result { () throws(ImportFlaw) in try bankItems(bytes, isWhole) })
            : entry(name, bytes, isWhole: isWhole, list: nil)
    }

    /// The bytes of the next line that is not empty.
    private mutating func nextBytes() throws(TransferError) -> (bytes: [UInt8], isWhole: Bool)? {
        guard case .lines(var source) = form else { return nil }
        defer { form = .lines(source) }
        while let next = try source.line(limit: ImportEntry.longest) {
            line += 1
            guard next.bytes.allSatisfy({ $0 == 0x20 || (0x09...0x0D).contains($0) }), next.isWhole else { return next }
        }
        return nil
    }

    private mutating func bankItems(_ bytes: [UInt8], _ isWhole: Bool) throws(ImportFlaw) -> [ImportedItem] {
        guard counted == nil else { throw ImportFlaw("stands behind the line that ends the export") }
        lines += 1
        let object = try ImportEntry.object(bytes, isWhole: isWhole, within: .stored)
        let (line, members) = try BankFile.line(object)
        if let item = try BankFile.item(line, members) { return [item] }
        let total = try BankFile.Counts(members).total
        counted = total
        lines -= 1
        guard total == lines else {
            throw ImportFlaw("counts \(total) lines, and the file holds \(lines): some were cut out, or put in")
        }
        return []
    }

    private func entry(_ name: String, _ bytes: [UInt8], isWhole: Bool, list: String?) -> ImportEntry {
        ImportEntry(
            name: name,
            content: Result { () throws(ImportFlaw) in
                let object = try ImportEntry.object(bytes, isWhole: isWhole, within: .message)
                return switch format {
                case .paddle: []
                case .mem0: try Mem0Record.items(object)
                case .memoryService: try MemoryServiceRecord.items(object)
                case .memoryGraph: try MemoryGraphRecord.items(object, list: list)
                }
            }
        )
    }
}
