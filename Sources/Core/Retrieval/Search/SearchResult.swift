package import Postgres

/// One text that was found, with its passage nearest to the query.
package struct SearchHit: Sendable {
    /// The row's id.
    package let id: Int64
    /// The row's title, where the table has titles.
    package let title: String?
    /// The passage that matched: the whole content where that fits the model's window.
    package let content: String?
    /// The row's metadata.
    package let metadata: JSONText?
    /// Cosine similarity of query and passage, 0 to 1; higher is better.
    package let score: Double
    /// The passage's range in the content, in characters; nil where it is the whole content.
    package let passage: Range<Int32>?
}

/// The hits of a search, and how they were found.
package struct SearchResult: Sendable {
    /// The hits, best first; each row occurs once.
    package let hits: [SearchHit]
    /// How the rows were reached.
    package let path: SearchPath
    /// True where it is certain that fewer rows match than were asked for: only an exact search can tell.
    package internal(set) var exhausted: Bool
}
