/// The counts in front of each of the two parts of a compiled time zone.
struct TZifHeader {
    let version: UInt8
    let universalCount: Int
    let standardCount: Int
    let leapCount: Int
    let timeCount: Int
    let typeCount: Int
    let nameSize: Int

    /// With which all such files begin.
    static let magic = Array("TZif".utf8)

    init?(_ reader: inout BigEndianReader) {
        guard reader.bytes(4) == Self.magic, let version = reader.bytes(16)?.first else { return nil }
        var counts: [Int] = []
        for _ in 0..<6 {
            // No count can be larger than a file may be, so that sums and products of them cannot overflow.
            guard let count = reader.integer(bytes: 4), (0...1 << 17).contains(count) else { return nil }
            counts.append(Int(count))
        }
        self.version = version
        universalCount = counts[0]
        standardCount = counts[1]
        leapCount = counts[2]
        timeCount = counts[3]
        typeCount = counts[4]
        nameSize = counts[5]
    }

    /// How many bytes follow, up to the next part.
    func bodySize(timeSize: Int) -> Int {
        timeCount * (timeSize + 1) + typeCount * 6 + nameSize + leapCount * (timeSize + 4) + standardCount
            + universalCount
    }
}

/// Reads binary data from its front, and never beyond its end.
struct BigEndianReader {
    private let data: [UInt8]
    private var position = 0

    init(_ data: [UInt8]) { self.data = data }

    var remaining: Int { data.count - position }

    mutating func skip(_ count: Int) -> Bool {
        guard count <= remaining else { return false }
        position += count
        return true
    }

    mutating func bytes(_ count: Int) -> [UInt8]? {
        let start = position
        return skip(count) ? Array(data[start..<position]) : nil
    }

    /// A signed number in two's complement.
    mutating func integer(bytes count: Int) -> Int64? {
        guard let bytes = bytes(count), let first = bytes.first else { return nil }
        return bytes.dropFirst().reduce(Int64(Int8(bitPattern: first))) { $0 << 8 | Int64($1) }
    }

    /// A text between two line feeds.
    mutating func line() -> String? {
        guard bytes(1) == [0x0a], let end = data[position...].firstIndex(of: 0x0a),
            let line = bytes(end - position)
        else { return nil }
        return String(decoding: line, as: UTF8.self)
    }
}
