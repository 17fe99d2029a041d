/// Reads what a pattern says, as git's `wildmatch` does.
struct PatternReader {
    private let bytes: [UInt8]
    private let countsCharacters: Bool
    private var place = 0
    private var pieces: [NamePattern.Piece] = []
    private var parts: [WayPattern.Part] = []

    private init(_ bytes: ArraySlice<UInt8>, countsCharacters: Bool) {
        self.bytes = Array(bytes)
        self.countsCharacters = countsCharacters
    }

    /// A pattern for a name; nil for one that is none, and matches nothing.
    static func name(_ bytes: ArraySlice<UInt8>, countsCharacters: Bool) -> NamePattern? {
        var reader = PatternReader(bytes, countsCharacters: countsCharacters)
        while reader.place < reader.bytes.count {
            guard reader.readPiece() else { return nil }
        }
        return NamePattern(reader.pieces, countsCharacters: countsCharacters)
    }

    /// A pattern for a path; nil for one that is none, and matches nothing.
    static func way(_ bytes: ArraySlice<UInt8>, countsCharacters: Bool) -> WayPattern? {
        let start = bytes.prefix { !"*?[\\".utf8.contains($0) }
        var reader = PatternReader(bytes.dropFirst(start.count), countsCharacters: countsCharacters)
        guard !reader.bytes.isEmpty else { return WayPattern(start: Array(start), parts: []) }
        return reader.readParts().map { WayPattern(start: Array(start), parts: $0) }
    }

    private mutating func readParts() -> [WayPattern.Part]? {
        while place < bytes.count {
            if readNames() {
                // No name begins after stars at the end.
                if place == bytes.count, bytes.last == UInt8(ascii: "*") { return parts }
            } else if bytes[place] == UInt8(ascii: "/") {
                place += 1
                endName()
            } else if bytes[place] == UInt8(ascii: "\\"), byte(at: place + 1) == UInt8(ascii: "/") {
                place += 2
                endName()
            } else if !readPiece() {
                return nil
            }
        }
        endName()
        return parts
    }

    private mutating func endName() {
        parts.append(.name(NamePattern(pieces, countsCharacters: countsCharacters)))
        pieces = []
    }

    /// Reads `**/`, `**\/` or `**` at the end, where a name begins; other stars are as good as one.
    private mutating func readNames() -> Bool {
        guard place == 0 || bytes[place - 1] == UInt8(ascii: "/") else { return false }
        let stars = bytes[place...].prefix { $0 == UInt8(ascii: "*") }
        guard stars.count >= 2 else { return false }
        switch byte(at: stars.endIndex) {
        case nil:
            // At least one: `a/**` is not `a`.
            parts += [.names, .name(.everything)]
            place = stars.endIndex
        case UInt8(ascii: "/"):
            parts.append(.names)
            place = stars.endIndex + 1
        case UInt8(ascii: "\\") where byte(at: stars.endIndex + 1) == UInt8(ascii: "/"):
            parts += [.names, .name(.everything)]
            place = stars.endIndex + 2
        default: return false
        }
        return true
    }

    /// - Returns: Whether there is one.
    private mutating func readPiece() -> Bool {
        let byte = bytes[place]
        place += 1
        switch byte {
        case UInt8(ascii: "*"):
            if pieces.last != .star { pieces.append(.star) }
        case UInt8(ascii: "?"): pieces.append(.one(.any))
        case UInt8(ascii: "\\"):
            guard let escaped = self.byte(at: place) else { return false }
            place += 1
            pieces.append(.byte(escaped))
        case UInt8(ascii: "["):
            guard let (set, end) = CharacterClass.read(bytes, at: place) else { return false }
            // A character of more than one byte is in no set of bytes.
            if countsCharacters, bytes[place..<end].contains(where: { $0 >= 0x80 }) { return false }
            place = end
            pieces.append(.one(set))
        default: pieces.append(.byte(byte))
        }
        return true
    }

    private func byte(at place: Int) -> UInt8? { place < bytes.count ? bytes[place] : nil }
}
