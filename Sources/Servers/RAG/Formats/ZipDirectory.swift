/// The directory at the end of a ZIP archive: what it says that it holds.
struct ZipDirectory: Sendable {
    /// The bytes that every entry begins with.
    static let entryMark: [UInt8] = [0x50, 0x4B, 0x03, 0x04]

    /// The names of its entries, as far as they are UTF-8.
    private(set) var names: Set<String> = []
    private(set) var entryCount = 0
    private let archiveBytes: UInt64
    /// What all entries together say that they unpack to.
    private(set) var unpackedBytes: UInt64 = 0
    /// What all entries together say that they take in the archive.
    private(set) var packedBytes: UInt64 = 0

    /// Whether what it says cannot be true: entries that share bytes, or that would be larger packed than unpacked.
    /// Archives that hide what they unpack to do so.
    var isContradictory: Bool {
        // Packing what cannot be packed adds five bytes to some thousands.
        let most = unpackedBytes + unpackedBytes / 100 + 64 * UInt64(entryCount)
        return packedBytes > most || packedBytes > archiveBytes
    }

    /// The archive ends early, or its directory is not where it should be.
    struct Damaged: Error {}

    private static let directoryMark: UInt32 = 0x0201_4B50
    private static let endMark: UInt32 = 0x0605_4B50
    /// The end record without its comment.
    private static let endLength = 22
    private static let headerLength = 46

    init(_ bytes: [UInt8]) throws(Damaged) {
        guard let end = Self.end(of: bytes) else { throw Damaged() }
        archiveBytes = UInt64(bytes.count)
        let count = Int(Self.number(bytes, end + 10, 2))
        let start = Int(Self.number(bytes, end + 16, 4))
        guard start <= end else { throw Damaged() }
        var place = start
        for _ in 0..<count {
            guard place + Self.headerLength <= end, Self.number(bytes, place, 4) == Self.directoryMark else {
                throw Damaged()
            }
            let nameStart = place + Self.headerLength
            let nameEnd = nameStart + Int(Self.number(bytes, place + 28, 2))
            guard nameEnd <= end else { throw Damaged() }
            if let name = String(validating: bytes[nameStart..<nameEnd], as: UTF8.self) { names.insert(name) }
            // ZIP64 says 0xFFFFFFFF here, which is too much for any document.
            unpackedBytes += UInt64(Self.number(bytes, place + 24, 4))
            packedBytes += UInt64(Self.number(bytes, place + 20, 4))
            entryCount += 1
            place = nameEnd + Int(Self.number(bytes, place + 30, 2)) + Int(Self.number(bytes, place + 32, 2))
        }
    }

    /// Where the end record begins: it is the last thing in the archive, but for a comment of at most 64 kB.
    private static func end(of bytes: [UInt8]) -> Int? {
        let last = bytes.count - endLength
        guard last >= 0 else { return nil }
        return (max(0, last - 0xFFFF)...last).last { number(bytes, $0, 4) == endMark }
    }

    /// A little-endian number of some bytes, all of which are there.
    private static func number(_ bytes: [UInt8], _ place: Int, _ count: Int) -> UInt32 {
        (0..<count).reduce(0) { $0 | UInt32(bytes[place + $1]) << (8 * UInt32($1)) }
    }
}
