/// The `[…]` of a pattern, as git reads it.
struct CharacterClass {
    private let bytes: [UInt8]
    private var place: Int
    private var set = ByteSet()

    /// - Parameter start: Where it goes on after the `[`.
    /// - Returns: What it stands for, never a `/`, and where the pattern goes on; nil for a class that has no end, or one of
    ///   an unknown name.
    static func read(_ bytes: [UInt8], at start: Int) -> (set: ByteSet, end: Int)? {
        var reader = CharacterClass(bytes: bytes, place: start)
        return reader.read()
    }

    private init(bytes: [UInt8], place: Int) {
        self.bytes = bytes
        self.place = place
    }

    private mutating func read() -> (set: ByteSet, end: Int)? {
        let isNegated = current == UInt8(ascii: "!") || current == UInt8(ascii: "^")
        if isNegated { place += 1 }
        var previous: UInt8?
        var isFirst = true
        while let byte = current {
            // In the first place it stands for itself.
            if byte == UInt8(ascii: "]"), !isFirst {
                let members = isNegated ? set.inverted : set
                return (ByteSet { $0 != UInt8(ascii: "/") && members.contains($0) }, place + 1)
            }
            isFirst = false
            guard readMember(byte, after: &previous) else { return nil }
        }
        return nil
    }

    /// - Parameter previous: What a range may begin with.
    private mutating func readMember(_ byte: UInt8, after previous: inout UInt8?) -> Bool {
        place += 1
        if byte == UInt8(ascii: "-"), let first = previous, let next = current, next != UInt8(ascii: "]") {
            previous = nil
            return readRange(from: first)
        }
        if byte == UInt8(ascii: "["), current == UInt8(ascii: ":"), let end = endOfName() {
            previous = nil
            return readNamed(to: end)
        }
        guard let member = byte == UInt8(ascii: "\\") ? readEscaped() : byte else { return false }
        set.insert(member)
        previous = member
        return true
    }

    private mutating func readRange(from first: UInt8) -> Bool {
        guard let next = current else { return false }
        place += 1
        guard let last = next == UInt8(ascii: "\\") ? readEscaped() : next else { return false }
        if first <= last { for member in first...last { set.insert(member) } }
        return true
    }

    private mutating func readEscaped() -> UInt8? {
        guard let escaped = current else { return nil }
        place += 1
        return escaped
    }

    /// Where the `]` of a `[:name:]` is, whose first colon is next; nil where it is no such thing.
    private func endOfName() -> Int? {
        let rest = bytes[(place + 1)...]
        guard let end = rest.firstIndex(of: UInt8(ascii: "]")) else { return bytes.count }
        return end > rest.startIndex && bytes[end - 1] == UInt8(ascii: ":") ? end : nil
    }

    private mutating func readNamed(to end: Int) -> Bool {
        guard end < bytes.count else { return false }
        let name = String(decoding: bytes[(place + 1)..<(end - 1)], as: UTF8.self)
        guard let isMember = Self.named[name] else { return false }
        for member in UInt8.min..<0x80 where isMember(member) { set.insert(member) }
        place = end + 1
        return true
    }

    private var current: UInt8? { place < bytes.count ? bytes[place] : nil }

    private static let named: [String: @Sendable (UInt8) -> Bool] = [
        "alnum": { isLower($0) || isUpper($0) || isDigit($0) },
        "alpha": { isLower($0) || isUpper($0) },
        "blank": { $0 == 0x20 || $0 == 0x09 },
        "cntrl": { $0 < 0x20 || $0 == 0x7F },
        "digit": isDigit,
        "graph": { 0x21...0x7E ~= $0 },
        "lower": isLower,
        "print": { 0x20...0x7E ~= $0 },
        "punct": { 0x21...0x7E ~= $0 && !isLower($0) && !isUpper($0) && !isDigit($0) },
        // Git's own, which knows no form feed.
        "space": { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D },
        "upper": isUpper,
        "xdigit": { isDigit($0) || 0x41...0x46 ~= $0 || 0x61...0x66 ~= $0 },
    ]

    private static let isLower: @Sendable (UInt8) -> Bool = { 0x61...0x7A ~= $0 }
    private static let isUpper: @Sendable (UInt8) -> Bool = { 0x41...0x5A ~= $0 }
    private static let isDigit: @Sendable (UInt8) -> Bool = { 0x30...0x39 ~= $0 }
}
