/// What one name in a path must be like: a pattern with no `/` that counts.
struct NamePattern: Sendable {
    /// What stands for a stretch of the name.
    enum Piece: Sendable, Hashable {
        case byte(UInt8)
        /// One byte of these; a whole character where ``countsCharacters``.
        case one(ByteSet)
        /// Any number of bytes.
        case star
    }

    /// The pattern in the form that is decided fastest.
    private enum Form: Sendable {
        case everything
        case literal([UInt8])
        case suffix([UInt8])
        case pieces([Piece])
    }

    private let form: Form
    private let countsCharacters: Bool

    /// - Parameter countsCharacters: Whether `?` and `[…]` stand for a character, as people mean them, or for a byte, as
    ///   git takes them.
    init(_ pieces: [Piece], countsCharacters: Bool) {
        self.countsCharacters = countsCharacters
        if let bytes = Self.bytes(pieces[...]) {
            form = .literal(bytes)
        } else if pieces.first == .star, let bytes = Self.bytes(pieces.dropFirst()) {
            form = bytes.isEmpty ? .everything : .suffix(bytes)
        } else {
            form = .pieces(pieces)
        }
    }

    /// The pattern `*`.
    static let everything = NamePattern([.star], countsCharacters: false)

    private static func bytes(_ pieces: ArraySlice<Piece>) -> [UInt8]? {
        var bytes: [UInt8] = []
        for piece in pieces {
            guard case .byte(let byte) = piece else { return nil }
            bytes.append(byte)
        }
        return bytes
    }

    func matches(_ name: Span<UInt8>) -> Bool {
        switch form {
        case .everything: true
        case .literal(let bytes): name.count == bytes.count && name.hasSuffix(bytes)
        case .suffix(let bytes): name.hasSuffix(bytes)
        case .pieces(let pieces): matches(name, pieces)
        }
    }

    /// It is enough to try the last star again where the rest does not match: what an earlier one would take instead, the
    /// last can take as well. So each piece is tried at each place at most once for the star before it.
    private func matches(_ name: Span<UInt8>, _ pieces: [Piece]) -> Bool {
        var piece = 0
        var place = 0
        var retry: (piece: Int, place: Int)?
        while place < name.count {
            if piece < pieces.count {
                if pieces[piece] == .star {
                    piece += 1
                    retry = (piece, place)
                    continue
                }
                if let next = end(of: pieces[piece], in: name, at: place) {
                    piece += 1
                    place = next
                    continue
                }
            }
            guard let last = retry else { return false }
            piece = last.piece
            place = last.place + 1
            retry = (piece, place)
        }
        return pieces[piece...].allSatisfy { $0 == .star }
    }

    /// Where a piece ends that begins at a place; nil where it is another one.
    private func end(of piece: Piece, in name: Span<UInt8>, at place: Int) -> Int? {
        switch piece {
        case .byte(let byte): return name[place] == byte ? place + 1 : nil
        case .one(let set):
            guard set.contains(name[place]) else { return nil }
            guard countsCharacters else { return place + 1 }
            if UTF8.isContinuation(name[place]) { return nil }
            var end = place + 1
            while end < name.count, UTF8.isContinuation(name[end]) { end += 1 }
            return end
        case .star: return nil
        }
    }
}

extension Span<UInt8> {
    /// Whether it ends with these bytes.
    func hasSuffix(_ bytes: [UInt8]) -> Bool {
        let start = count - bytes.count
        guard start >= 0 else { return false }
        return bytes.indices.allSatisfy { self[start + $0] == bytes[$0] }
    }

    /// Whether it begins with these bytes.
    func hasPrefix(_ bytes: [UInt8]) -> Bool {
        count >= bytes.count && bytes.indices.allSatisfy { self[$0] == bytes[$0] }
    }
}
