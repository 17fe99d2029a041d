import Glibc
import JSONFormat

extension JSON {
    /// Why its numbers are too much to be stored; nil where they are not. PostgreSQL writes numbers without exponents, so
    /// that a message of three megabytes, `[1e308,1e308,…]`, would come back as one of a hundred and fifty.
    var writtenNumbersProblem: String? {
        let count = writtenNumbers
        guard count > Self.mostWrittenNumbers else { return nil }
        return "has numbers with exponents that take \(count) characters written out, more than the "
            + "\(Self.mostWrittenNumbers) that can be stored; give them as text"
    }

    private static let mostWrittenNumbers = 4 << 20

    /// How many characters the numbers in it that have exponents take without them, about.
    private var writtenNumbers: Int {
        switch self {
        case .null, .bool, .int, .string: 0
        case .double(let value): Self.written(value.magnitude)
        case .number(let number): Self.written(number.approximation.magnitude) + number.text.utf8.count
        case .array(let elements): elements.reduce(0) { $0 + $1.writtenNumbers }
        case .object(let members): members.reduce(0) { $0 + $1.value.writtenNumbers }
        }
    }

    private static func written(_ magnitude: Double) -> Int {
        guard magnitude > 0, magnitude < 1e-6 || magnitude >= 1e16 else { return 0 }
        return Int(abs(log10(magnitude))) + 17
    }
}
