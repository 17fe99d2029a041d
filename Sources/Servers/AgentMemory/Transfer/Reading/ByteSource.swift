import Files
import SystemPackage

/// The bytes of a file in their order, with a piece of it in memory.
struct ByteSource {
    private static let piece = 1 << 18

    private let file: ReadOnlyFile
    private var buffer: [UInt8] = []
    private var place = 0
    private var offset = 0

    init(_ file: ReadOnlyFile) {
        self.file = file
    }

    /// The next byte, which stays the next; nil at the end.
    var next: UInt8? {
        mutating get throws(TransferError) {
            if place == buffer.count { try fill() }
            return place < buffer.count ? buffer[place] : nil
        }
    }

    /// Goes on behind the next byte.
    mutating func advance() { place += 1 }

    /// Goes on behind white space.
    mutating func skipSpace() throws(TransferError) {
        while let byte = try next, byte == 0x20 || (0x09...0x0D).contains(byte) { advance() }
    }

    /// Goes on behind the mark that some programs begin a text with.
    mutating func skipMark() throws(TransferError) {
        guard try next == 0xEF, buffer.count >= 3, buffer[1] == 0xBB, buffer[2] == 0xBF else { return }
        place = 3
    }

    /// Takes the bytes up to the next line break, or to the end, and goes on behind that.
    ///
    /// - Returns: The bytes, no more than a limit, and whether these are all; nil at the end.
    mutating func line(limit: Int) throws(TransferError) -> (bytes: [UInt8], isWhole: Bool)? {
        guard try next != nil else { return nil }
        var line: [UInt8] = []
        var isWhole = true
        while try next != nil {
            let end = buffer[place...].firstIndex(of: UInt8(ascii: "\n"))
            let part = buffer[place..<(end ?? buffer.count)]
            isWhole = isWhole && line.count + part.count <= limit
            if isWhole { line += part }
            place = end.map { $0 + 1 } ?? buffer.count
            if end != nil { break }
        }
        return (line, isWhole)
    }

    private mutating func fill() throws(TransferError) {
        do throws(FileError) {
            buffer = try file.bytes(at: offset, atMost: Self.piece)
        } catch {
            throw TransferError("\(file.path.lastComponent?.string ?? "The file") \(error.predicate).")
        }
        place = 0
        offset += buffer.count
    }
}
