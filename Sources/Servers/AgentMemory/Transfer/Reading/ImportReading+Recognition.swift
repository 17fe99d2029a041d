import JSONFormat

extension ImportReading {
    /// How many lines or elements are looked at to find out whose they are.
    private static let mostLooks = 100

    /// Whether a file is one JSON document, and no line is one for itself.
    static func isDocument(_ source: ByteSource, _ format: ImportFormat?) throws -> Bool {
        if format == .paddle { return false }
        var elements = ElementSource(source, lists: ImportFormat.lists, limit: ImportEntry.longest)
        var source = source
        if try source.next == UInt8(ascii: "[") { return true }
        guard let (bytes, isWhole) = try source.line(limit: ImportEntry.longest), isWhole else { return true }
        if let first = try? JSON(parsing: bytes).objectValue {
            return first.contains { member in
                guard case .array = member.value else { return false }
                // An entity has observations.
                return ImportFormat.lists.contains(member.key)
            }
        }
        // A document of several lines ends the first one in the middle; one that was cut has elements all the same.
        let last = bytes.last { $0 > 0x20 }
        return last.map { "{[,:".utf8.contains($0) } ?? true || (try? elements.next()) != nil
    }

    /// The format of the first line or element that tells it.
    static func recognised(_ source: ByteSource, _ isDocument: Bool) throws -> ImportFormat? {
        var source = source
        var elements = ElementSource(source, lists: ImportFormat.lists, limit: ImportEntry.longest)
        for _ in 0..<mostLooks {
            let (bytes, list): ([UInt8], String?)
            if isDocument {
                guard let element = try? elements.next() else { return nil }
                (bytes, list) = (element.bytes, element.list)
            } else {
                guard let line = try source.line(limit: ImportEntry.longest) else { return nil }
                (bytes, list) = (line.bytes, nil)
            }
            guard let first = try? JSON(parsing: bytes, within: .stored).objectValue else { continue }
            if let format = ImportFormat(of: first, list: list) { return format }
        }
        return nil
    }
}
