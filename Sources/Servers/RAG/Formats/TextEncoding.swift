/// How the characters of a text are written as bytes.
enum TextEncoding: String, Sendable, Hashable {
    case utf8 = "UTF-8"
    case utf16LittleEndian = "UTF-16 (little-endian)"
    case utf16BigEndian = "UTF-16 (big-endian)"
    /// What most programs of Western Europe wrote before Unicode; a superset of Latin-1. Any bytes are text in it.
    case windows1252 = "Windows-1252"

    /// The encoding that a byte order mark tells, and how long it is.
    static func marked(_ bytes: [UInt8]) -> (encoding: TextEncoding, length: Int)? {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return (.utf8, 3) }
        // What UTF-32 begins with is no UTF-16.
        if bytes.starts(with: [0xFF, 0xFE, 0, 0]) { return nil }
        if bytes.starts(with: [0xFF, 0xFE]) { return (.utf16LittleEndian, 2) }
        if bytes.starts(with: [0xFE, 0xFF]) { return (.utf16BigEndian, 2) }
        return nil
    }

    /// UTF-16 without a mark, where that is certain: in text of Western languages, one byte of most pairs is zero, and
    /// always the same one.
    static func unmarkedUTF16(_ bytes: [UInt8]) -> TextEncoding? {
        let start = bytes.prefix(1 << 16)
        let pairs = start.count / 2
        guard bytes.count.isMultiple(of: 2), pairs >= 2 else { return nil }
        var zeros = (even: 0, odd: 0)
        for index in 0..<pairs {
            if start[2 * index] == 0 { zeros.even += 1 }
            if start[2 * index + 1] == 0 { zeros.odd += 1 }
        }
        let (few, many) = (pairs / 50, (pairs + 1) / 2)
        if zeros.odd >= many, zeros.even <= few { return .utf16LittleEndian }
        if zeros.even >= many, zeros.odd <= few { return .utf16BigEndian }
        return nil
    }

    /// The text that bytes mean; nil where they are not written like this.
    func decode(_ bytes: ArraySlice<UInt8>) -> String? {
        switch self {
        case .utf8: String(validating: bytes, as: UTF8.self)
        case .utf16LittleEndian: bytes.count.isMultiple(of: 2) ? String(validating: units(bytes), as: UTF16.self) : nil
        case .utf16BigEndian: bytes.count.isMultiple(of: 2) ? String(validating: units(bytes), as: UTF16.self) : nil
        case .windows1252: Self.windows1252(bytes)
        }
    }

    /// The text that bytes mean, with U+FFFD for what means nothing.
    func repairing(_ bytes: ArraySlice<UInt8>) -> String {
        switch self {
        case .utf8: String(decoding: bytes, as: UTF8.self)
        case .utf16LittleEndian, .utf16BigEndian: String(decoding: units(bytes), as: UTF16.self)
        case .windows1252: Self.windows1252(bytes)
        }
    }

    /// Pairs of bytes as numbers; a last single byte is left out.
    private func units(_ bytes: ArraySlice<UInt8>) -> [UInt16] {
        let isLittle = self == .utf16LittleEndian
        return stride(from: bytes.startIndex, to: bytes.endIndex - 1, by: 2).map { index in
            let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
            return isLittle ? second << 8 | first : first << 8 | second
        }
    }

    /// Bytes that it leaves undefined are control characters, as browsers have it.
    private static func windows1252(_ bytes: ArraySlice<UInt8>) -> String {
        let scalars = bytes.map { byte in
            (0x80...0x9F).contains(byte) ? windows1252Marks[Int(byte) - 0x80] : UInt16(byte)
        }
        return String(decoding: scalars, as: UTF16.self)
    }

    /// 0x80 to 0x9F.
    private static let windows1252Marks: [UInt16] = [
        0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
        0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008D, 0x017D, 0x008F,
        0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
        0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178,
    ]
}
