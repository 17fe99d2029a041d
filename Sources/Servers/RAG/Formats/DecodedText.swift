/// The text of a file that is text, ready to be stored.
struct DecodedText: Sendable, Hashable {
    /// With line feeds alone as line ends, and without U+0000, which PostgreSQL cannot hold.
    let text: String
    let encoding: TextEncoding
    /// What the reader should know about how it was decoded.
    var notes: [String] = []

    /// The bytes are of no text.
    struct NoText: Error {
        /// What they are instead, as in "a ZIP archive".
        let kind: String
    }

    /// - Throws: Where the bytes are of no text: known to be of something else, or with too many control characters.
    init(_ bytes: [UInt8]) throws(NoText) {
        if let (encoding, length) = TextEncoding.marked(bytes) {
            self.encoding = encoding
            let content = bytes.dropFirst(length)
            if let decoded = encoding.decode(content) {
                text = Self.normalized(decoded)
            } else {
                text = Self.normalized(encoding.repairing(content))
                notes = ["It says that it is \(encoding.rawValue), but parts of it are not; U+FFFD stands for them."]
            }
            return
        }
        if let kind = BinaryContent.kind(of: bytes) { throw NoText(kind: kind) }
        // Zeros at the end are no text: logs that were to grow end in them.
        let content = bytes[..<((bytes.lastIndex { $0 != 0 } ?? -1) + 1)]
        guard bytes.isEmpty || !content.isEmpty else { throw NoText(kind: "nothing but zero bytes") }
        if let encoding = TextEncoding.unmarkedUTF16(bytes), let decoded = encoding.decode(bytes[...]) {
            self.encoding = encoding
            text = Self.normalized(decoded)
            notes = ["It was taken for \(encoding.rawValue) by its zero bytes."]
            return
        }
        let controls = BinaryContent.controls(in: content)
        if controls * 20 <= content.count, let decoded = TextEncoding.utf8.decode(content) {
            encoding = .utf8
            text = Self.normalized(decoded)
        } else if controls * 100 <= content.count {
            encoding = .windows1252
            text = Self.normalized(TextEncoding.windows1252.repairing(content))
            notes = ["It is no UTF-8 and was taken for \(encoding.rawValue) (Latin-1)."]
        } else {
            throw NoText(kind: "no text but bytes of some other kind")
        }
    }

    /// A text as it is stored. CR LF and CR become LF; a run of NULs becomes one space, so that words stay apart.
    static func normalized(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == 0 || $0 == 0x0D }) else { return text }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        var previous: UInt8 = 0x0A
        for byte in text.utf8 {
            switch (byte, previous) {
            case (0, 0), (0x0A, 0x0D): break
            case (0, _): bytes.append(0x20)
            case (0x0D, _): bytes.append(0x0A)
            default: bytes.append(byte)
            }
            previous = byte
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
