package import Postgres

/// One text that was found, with its passage nearest to the query.
package struct SearchHit: Sendable {
    /// The row's id.
    package let id: Int64
    /// The caller's own name of the row, where it has one.
    package let key: String?
    /// The row's title, where the table has titles.
    package let title: String?
    /// The passage that matched: the whole content where that fits the model's window.
    package let content: String?
    /// The row's metadata.
    package let metadata: JSONText?
    /// What the score is made of.
    package let parts: ScoreParts
    /// 0 to 1; higher is better.
    package var score: Double { parts.vector + parts.keyword }
    /// The passage's range in the content, in characters; nil where it is the whole content.
    package let passage: Range<Int32>?

    init(
        id: Int64,
        key: String?,
        title: String?,
        content: String?,
        metadata: JSONText?,
        parts: ScoreParts,
        start: Int32?,
        end: Int32?
    ) {
        self.id = id
        self.key = key
        self.title = title
        self.content = content
        self.metadata = metadata
        self.parts = parts
        if let start, let end { passage = start..<end } else { passage = nil }
    }
}

/// What a score is the sum of.
package struct ScoreParts: Sendable, Hashable {
    /// By meaning: the cosine similarity of query and passage; half of it, after feedback, where words count, too.
    package let vector: Double
    /// By words: BM25 over the most that it could be; half of it where meaning counts, too.
    package let keyword: Double

    /// Parts within their bounds.
    package init(vector: Double = 0, keyword: Double = 0) {
        self.vector = vector
        self.keyword = keyword
    }
}

/// The hits of a search, and how they were found.
package struct SearchResult: Sendable {
    /// The hits, best first; each row occurs once.
    package let hits: [SearchHit]
    /// How the rows were reached by vector; nil where none was compared.
    package let path: SearchPath?
    /// How the rows were reached by keywords; nil where none was looked for.
    package let keywordPath: KeywordPath?
    /// True where it is certain that fewer rows match than were asked for: only an exact search can tell.
    package internal(set) var exhausted: Bool
    /// The rows that the search could not find, or not by all that they say.
    package let waiting: WaitingRows
}

/// How many rows wait for their vectors and their postings, up to ``most`` each.
package struct WaitingRows: Sendable, Hashable {
    /// No more are counted.
    package static let most: Int32 = 10_000

    package let vectors: Int32
    package let postings: Int32
    package var isEmpty: Bool { vectors == 0 && postings == 0 }

    package init(vectors: Int32, postings: Int32) {
        self.vectors = vectors
        self.postings = postings
    }
}
