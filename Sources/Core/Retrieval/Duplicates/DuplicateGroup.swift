/// Rows that say the same, or nearly so.
package struct DuplicateGroup: Sendable {
    /// How many rows there are.
    package let count: Int64
    /// Their ids in order, up to ``DuplicateSearch/shownIDs``.
    package let ids: [Int64]
    /// The cosine similarity of the whole texts.
    package let score: Double
    /// Whether their texts are the same to the letter.
    package let isSameText: Bool
}

/// Where a search for duplicates goes on.
package enum DuplicatePosition: Codable, Sendable {
    /// After the group of equal texts whose first row this is.
    case equal(after: Int64)
    /// With the nearly equal texts, after this row.
    case similar(after: Int64)
}
