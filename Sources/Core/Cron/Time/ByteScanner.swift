/// Reads a short ASCII text from its front; what does not match is left where it is.
struct ByteScanner {
    private var rest: Substring.UTF8View.SubSequence

    init(_ text: some StringProtocol) { rest = Substring(text).utf8[...] }

    var isAtEnd: Bool { rest.isEmpty }

    /// The next byte, which stays.
    var next: UInt8? { rest.first }

    /// Takes one character where it is next.
    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest.removeFirst()
        return true
    }

    /// Takes exactly so many digits.
    mutating func digits(_ count: Int) -> Int? {
        let taken = rest.prefix(count)
        guard taken.count == count, let number = Self.number(taken) else { return nil }
        rest = rest.dropFirst(count)
        return number
    }

    /// Takes all digits that are next, of which there are one to six.
    mutating func number() -> Int? {
        let taken = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard (1...6).contains(taken.count) else { return nil }
        rest = rest.dropFirst(taken.count)
        return Self.number(taken)
    }

    /// Takes all bytes up to one that does not fit.
    mutating func prefix(while fits: (UInt8) -> Bool) -> String {
        let taken = rest.prefix(while: fits)
        rest = rest.dropFirst(taken.count)
        return String(Substring(taken))
    }

    private static func number(_ digits: some Sequence<UInt8>) -> Int? {
        var number = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            number = number * 10 + Int(digit - UInt8(ascii: "0"))
        }
        return number
    }
}
