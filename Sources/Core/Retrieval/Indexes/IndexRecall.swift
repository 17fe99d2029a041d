package import Postgres

/// How much of the truth an index finds, by the setting that trades time for it.
package struct IndexRecall: Sendable {
    /// What a search through the index finds with one value of the setting.
    package struct Point: Sendable, Hashable {
        /// The value of ``IndexRecall/setting``.
        package let value: Int32
        /// The part of the nearest vectors that was found, 0 to 1.
        package let recall: Double
        /// The median time of a search, round trip included.
        package let milliseconds: Double
    }

    /// What decides how far an index is searched.
    package enum Setting: String, Sendable {
        case efSearch = "ef_search"
        case probes
    }

    package let index: VectorIndex
    /// The table that the index is on.
    package let table: QualifiedName
    package let setting: Setting
    /// The value that searches for as many rows use now.
    package let inUse: Int32
    /// How many stored vectors were looked for.
    package let sample: Int
    /// How many neighbours of each.
    package let limit: Int32
    /// The median time of comparing all vectors.
    package let exactMilliseconds: Double
    /// In the order of their values.
    package let points: [Point]

    /// The least value that finds as much; nil where none does.
    package func recommended(for recall: Double) -> Point? { points.first { $0.recall >= recall } }
}
