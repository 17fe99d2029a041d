/// A version of pgvector, as in 0.8.6.
struct PgvectorVersion: Comparable {
    private let parts: [Int]

    init(_ text: String) {
        parts = text.split(separator: ".").map { Int($0) ?? 0 }
    }

    static func < (one: PgvectorVersion, other: PgvectorVersion) -> Bool {
        one.parts.lexicographicallyPrecedes(other.parts)
    }
}
