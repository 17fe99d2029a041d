/// A version of pgvector, as in 0.8.6.
package struct PgvectorVersion: Comparable, Sendable {
    private let parts: [Int]

    /// Reads a version; parts that are not numbers count as 0.
    package init(_ text: String) {
        parts = text.split(separator: ".").map { Int($0) ?? 0 }
    }

    /// Whether one version is older than another.
    package static func < (one: PgvectorVersion, other: PgvectorVersion) -> Bool {
        one.parts.lexicographicallyPrecedes(other.parts)
    }

    /// A warning for operators about this version; nil where all is well.
    package static func advice(_ version: String) -> String? {
        PgvectorVersion(version) >= PgvectorVersion("0.8.4")
            ? nil : "pgvector \(version) has known faults that can damage an HNSW index; update it to 0.8.4 or newer"
    }
}
